package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.PolicyRule;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeldRules;
import org.entrepot.control.RuleStatus;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

/** An operator directs requests to heaps while everything runs: allocations obey, explanations say so, restarts change nothing. */
@ExamReactorStrategy(PerMethod.class)
public class PolicyStory extends Storyteller {
    private static final String PID = "org.entrepot.policy";
    private static final AllocationRequest PREVIEW =
            AllocationRequest.bytes(1 << 16).tags("preview").build();
    private static final AllocationRequest PLAIN =
            AllocationRequest.bytes(1 << 16).build();
    private static final PolicyRule PIN = PolicyRule.parse("pin tag preview cma");

    @Inject
    private Allocator allocator;

    @After
    public void leaveNoRule() throws IOException {
        configuration().delete();
    }

    @Test
    public void shouldObeyARuleFromTheNextAllocationOn() {
        try (DmaBuf before = allocator.allocate(PREVIEW)) {
            control.addRule(PIN);

            assertThat(before.exporter()).isEqualTo("system");
            assertThat(exporter(PREVIEW)).isEqualTo("cma");
            assertThat(exporter(PLAIN)).isEqualTo("system");
            assertThat(allocator.explain(PREVIEW).policy()).containsExactly(PIN);
            assertThat(allocator.explain(PLAIN).policy()).isEmpty();

            control.removeRule(PIN);
            assertThat(exporter(PREVIEW)).isEqualTo("system");
        }
    }

    @Test
    public void shouldKeepRulesWhenTheEngineIsRestarted() throws BundleException {
        control.addRule(PIN);
        control.hold(List.of(PolicyRule.parse("forbid any system")));
        Bundle core = Arrays.stream(context.getBundles())
                .filter(bundle -> "org.entrepot.core".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();

        core.stop();
        core.start();

        await().atMost(Heaps.PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(service(ControlPlane.class).policy())
                    .extracting(RuleStatus::rule)
                    .containsExactly(PIN);
            assertThat(service(Allocator.class)
                            .explain(PREVIEW)
                            .chosen()
                            .orElseThrow()
                            .exporter())
                    .isEqualTo("cma");
        });
    }

    @Test
    public void shouldFollowItsConfigurationAndKeepEveryBuffer() throws IOException {
        try (DmaBuf before = allocator.allocate(PREVIEW)) {
            configuration()
                    .update(FrameworkUtil.asDictionary(
                            Map.of("rules", "weigh any cma -5, nonsense, pin tag preview cma")));
            await().atMost(Heaps.PATIENCE).until(() -> control.policy().size() == 2);
            assertThat(exporter(PLAIN)).isEqualTo("cma");

            control.removeRule(PolicyRule.parse("weigh any cma -5"));
            assertThat(configuration().getProperties().get("rules")).isEqualTo("nonsense, pin tag preview cma");
            assertThat(exporter(PLAIN)).isEqualTo("system");

            configuration().delete();
            await().atMost(Heaps.PATIENCE).until(() -> control.policy().isEmpty());
            assertThat(exporter(PREVIEW)).isEqualTo("system");
            assertThat(control.buffers()).hasSize(1);
            assertThat(before.exporter()).isEqualTo("system");
        }
    }

    @Test
    public void shouldLetGoOfHeldRulesWhenTheyAreClosed() {
        try (HeldRules held = control.hold(List.of(PIN))) {
            assertThat(held.rules()).containsExactly(PIN);
            assertThat(exporter(PREVIEW)).isEqualTo("cma");
        }
        assertThat(exporter(PREVIEW)).isEqualTo("system");
    }

    private Configuration configuration() throws IOException {
        return configurations.getConfiguration(PID, "?");
    }

    private String exporter(AllocationRequest request) {
        try (DmaBuf buffer = allocator.allocate(request)) {
            return buffer.exporter();
        }
    }

    private <S> S service(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        return context.getService(reference);
    }
}
