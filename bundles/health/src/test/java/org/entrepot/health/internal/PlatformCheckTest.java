package org.entrepot.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Health;
import org.entrepot.control.Health.Finding;
import org.entrepot.control.Health.Subject;
import org.entrepot.control.Health.Verdict;
import org.junit.jupiter.api.Test;

class PlatformCheckTest {
    @Test
    void shouldBeGreenWithALineForEachLookWhenNothingIsWrong() {
        Result result = check(fine(Subject.FAULTS), fine(Subject.HEAPS)).execute();

        assertThat(result.getStatus()).isEqualTo(Result.Status.OK);
        assertThat(result).extracting(ResultLog.Entry::getMessage).containsExactly("FAULTS fine", "HEAPS fine");
    }

    @Test
    void shouldBeAsBadAsTheWorstFinding() {
        Finding near = new Finding(Verdict.WARN, Subject.LIMITS, "near");
        Finding lost = new Finding(Verdict.CRITICAL, Subject.STRANDED, "2 buffers are stranded in tiler");

        assertThat(check(fine(Subject.FAULTS), near).execute().getStatus()).isEqualTo(Result.Status.WARN);
        Result worst = check(lost, near, fine(Subject.FAULTS)).execute();

        assertThat(worst.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(worst.isOk()).isFalse();
        assertThat(worst)
                .extracting(ResultLog.Entry::getStatus)
                .containsExactly(Result.Status.CRITICAL, Result.Status.WARN, Result.Status.OK);
        assertThat(worst).extracting(ResultLog.Entry::getMessage).contains("2 buffers are stranded in tiler");
    }

    private static Finding fine(Subject subject) {
        return new Finding(Verdict.OK, subject, subject + " fine");
    }

    private static PlatformCheck check(Finding... findings) {
        List<Finding> found = Arrays.asList(findings);
        return new PlatformCheck(
                answering(HealthCheckConfig.class, List.of()), answering(ControlPlane.class, new Health(found)));
    }

    /** A service that gives the same answer each time. */
    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }
}
