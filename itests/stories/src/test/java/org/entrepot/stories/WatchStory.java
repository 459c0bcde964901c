package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.control.Health.Finding;
import org.entrepot.control.Health.Verdict;
import org.entrepot.control.HeldRules;
import org.entrepot.control.Topics;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** An operator watches: events, limits that change while everything runs, and health that turns red and green again. */
@ExamReactorStrategy(PerMethod.class)
public class WatchStory extends Storyteller {
    private static final AllocationRequest PLAIN =
            AllocationRequest.bytes(1 << 20).name("watched").build();

    @Inject
    private Allocator allocator;

    private News news;

    @Before
    public void listen() {
        news = new News(context);
    }

    @Test
    public void shouldPostTheStatesOfAHeapWhenAnOperatorSwitchesIt() {
        control.disable("cma");
        control.enable("cma");

        news.awaitEvent(Topics.HEAP_CHANGED, Map.of(Topics.HEAP, "cma", Topics.STATE, "DISABLED"));
        news.awaitEvent(Topics.HEAP_CHANGED, Map.of(Topics.HEAP, "cma", Topics.STATE, "SERVING"));
    }

    @Test
    public void shouldRefuseByALimitThatIsSetWhileItRunsAndCutNothing() throws IOException {
        try (DmaBuf first = allocator.allocate(PLAIN)) {
            configure(Map.of("limit.buffers", 1L));

            assertThatThrownBy(() -> allocator.allocate(PLAIN))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("limit=1")
                    .hasMessageContaining("raise limit.buffers of org.entrepot.core");
            assertThat(first.size()).isEqualTo(1 << 20);
            assertThat(control.buffers()).hasSize(1);
            news.awaitEvent(Topics.LIMIT_REACHED, Map.of(Topics.LIMIT, "limit.buffers", Topics.WANTED, 1L));

            configure(Map.of("limit.buffers", 2L));
            try (DmaBuf second = allocator.allocate(PLAIN)) {
                assertThat(second.id()).isNotEqualTo(first.id());
            }
        }
    }

    @Test
    public void shouldPostALargeAllocationFromTheConfiguredSizeOn() throws IOException {
        configure(Map.of("limit.buffers", 9L, "events.allocatedBytes", 1L << 20));

        try (DmaBuf buffer = allocator.allocate(PLAIN)) {
            news.awaitEvent(
                    Topics.BUFFER_ALLOCATED,
                    Map.of(Topics.BUFFER, buffer.id(), Topics.NAME, "watched", Topics.BYTES, 1L << 20));
        }
    }

    @Test
    public void shouldTurnRedWhileBuffersAreStrandedAndGreenAgain() throws BundleException {
        Bundle backend = bundle("org.entrepot.exporter.cma");
        try (HeldRules only = control.hold(List.of(PolicyRule.parse("pin any cma")));
                DmaBuf buffer = allocator.allocate(PLAIN)) {
            assertThat(only.rules()).hasSize(1);
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(control.health().verdict()).as("%s", control.health()).isEqualTo(Verdict.OK);

            backend.stop();

            assertThat(control.health().verdict()).isEqualTo(Verdict.CRITICAL);
            assertThat(control.health().findings()).extracting(Finding::words).anySatisfy(words -> assertThat(words)
                    .contains("stranded in cma"));
            news.awaitEvent(Topics.HEAP_CHANGED, Map.of(Topics.HEAP, "cma", Topics.STATE, "GONE"));
        }
        assertThat(control.health().verdict()).as("%s", control.health()).isEqualTo(Verdict.OK);
    }

    /** The configuration is told asynchronously. */
    private void configure(Map<String, Object> values) throws IOException {
        configurations.getConfiguration("org.entrepot.core", "?").update(FrameworkUtil.asDictionary(values));
        await().atMost(Heaps.PATIENCE).until(() -> values.get("limit.buffers")
                .equals(control.totals().limits().buffers()));
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
