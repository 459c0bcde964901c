package org.entrepot.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.entrepot.api.ByteLayout;
import org.entrepot.control.Amounts;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Health.Finding;
import org.entrepot.control.Health.Subject;
import org.entrepot.control.Totals;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private static final Amounts NOTHING = new Amounts(0, 0, 0);

    private static List<String> strandings(BufferStatus... buffers) {
        Examination examination =
                new Examination(machineWith(List.of(buffers)), new HealthTerms(Duration.ofMinutes(1), 95, 90));
        return examination.run(new Rising(() -> 0), new Rising(() -> 0)).findings().stream()
                .filter(finding -> finding.subject() == Subject.STRANDED)
                .map(Finding::words)
                .toList();
    }

    private static ControlPlane machineWith(List<BufferStatus> buffers) {
        return (ControlPlane) Proxy.newProxyInstance(
                ControlPlane.class.getClassLoader(),
                new Class<?>[] {ControlPlane.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "buffers" -> buffers;
                    case "totals" -> new Totals(NOTHING, NOTHING, 0);
                    default -> List.of();
                });
    }

    private static BufferStatus buffer(Placement placement, int references) {
        return new BufferStatus(
                1,
                "frame",
                4096,
                new ByteLayout(4096),
                "cma",
                placement,
                "org.example",
                references,
                0,
                List.of(),
                "App:1");
    }

    @Test
    void shouldTellWhoeverHoldsStrandedBuffersToReleaseThem() {
        assertThat(strandings(buffer(Placement.STRANDED, 2), buffer(Placement.AT_HOME, 1)))
                .containsExactly("1 buffers with 4096 bytes are stranded in cma; bring the heap back, or release them "
                        + "(dma:buffers)");
    }

    @Test
    void shouldBlameTheMapperWhenNobodyHoldsThemAnyMore() {
        assertThat(strandings(buffer(Placement.STRANDED, 0), buffer(Placement.STRANDED, 0)))
                .containsExactly("2 buffers with 8192 bytes were released but are still mapped in cma; restart the "
                        + "bundle of the mapper that the log names");
    }

    @Test
    void shouldBeFineWhenAllAreAtHome() {
        assertThat(strandings(buffer(Placement.AT_HOME, 0))).containsExactly("no buffer is stranded");
    }
}
