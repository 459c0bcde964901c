package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.log.Logger;

/** The engine stops, alone or with the framework, while buffers are on their way. */
@Timeout(60)
class EngineStopTest {
    private static final int BUFFERS = 4;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Engine engine = new Engine(
            Framework.config(Map.of("drain_deadlineMillis", 10_000L)),
            Framework.answering(BundleContext.class, Map.of()),
            Framework.calling(Logger.class, (method, arguments) -> {
                if (method.equals("warn")) {
                    warnings.add(Arrays.deepToString(arguments));
                }
                return null;
            }));
    private final TestHeap system = TestHeap.system("system");
    private final TestHeap cma = TestHeap.cma("cma");
    private final Account account = engine.accounts().of(7, "org.example.app");
    private List<DmaBuf> buffers = List.of();

    @BeforeEach
    void fillAHeap() {
        engine.bindExporter(system, Framework.reference(1));
        engine.bindExporter(cma, Framework.reference(2));
        buffers = IntStream.range(0, BUFFERS)
                .mapToObj(i ->
                        engine.buffers().allocate(AllocationRequest.bytes(4096).build(), account))
                .toList();
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        buffers.forEach(DmaBuf::close);
        assertThat(system.live).hasValue(0);
        assertThat(cma.live).hasValue(0);
        assertThat(account.status().bytes()).isZero();
    }

    private Migration drain() {
        Backend backend = engine.roster().backend("system");
        engine.roster().disable("system");
        return engine.migrations().drained(backend, LONG);
    }

    private void stopTheFramework() {
        engine.bundleChanged(
                new BundleEvent(BundleEvent.STOPPING, Framework.answering(Bundle.class, Map.of("getBundleId", 0L))));
    }

    @Test
    void shouldWaitForNobodyWhoUsesABufferThatIsToMove() {
        CpuAccess held = buffers.get(2).beginCpuAccess(CpuUse.READ);
        Migration drain = drain();
        await().until(() -> drain.status().moved() == BUFFERS - 1);

        engine.deactivate();

        assertThat(drain.status().state()).isEqualTo(State.CANCELLED);
        assertThat(engine.buffers().all()).isEmpty();
        assertThat(warnings)
                .anyMatch(words -> words.contains("heap system is disabled, 3, 12288, CANCELLED"))
                .anyMatch(words -> words.contains("org.example.app had 4 buffers with 16384 bytes")
                        && words.contains("16384 bytes: org.junit"));
        held.close();
    }

    @Test
    void shouldFinishTheMoveThatIsUnderWayAndBeginNoOther() {
        Hang slow = new Hang();
        cma.behaviour = request -> {
            slow.waiting();
            return cma.serve(request);
        };
        Migration drain = drain();
        await().until(() -> slow.inside.get() == 1);

        stopTheFramework();
        assertThat(drain.await(Duration.ofMillis(50))).as("a move ends whole").isFalse();
        slow.close();

        assertThat(drain.await(SOON)).isTrue();
        assertThat(drain.status().moved()).isEqualTo(1);
        assertThat(engine.buffers().all()).hasSize(BUFFERS);
        engine.deactivate();
        assertThat(engine.buffers().all()).isEmpty();
    }

    @Test
    void shouldMoveNothingMoreWhenTheFrameworkStops() {
        stopTheFramework();
        Migration drain = drain();

        assertThat(drain.await(SOON)).isTrue();
        assertThat(drain.status().state()).isEqualTo(State.CANCELLED);
        assertThat(buffers).extracting(DmaBuf::exporter).containsOnly("system");
        engine.deactivate();
    }

    @Test
    void shouldGoOnWhenAnotherBundleStops() {
        engine.bundleChanged(
                new BundleEvent(BundleEvent.STOPPING, Framework.answering(Bundle.class, Map.of("getBundleId", 5L))));

        assertThat(drain().await(SOON)).isTrue();
        assertThat(buffers).extracting(DmaBuf::exporter).containsOnly("cma");
        engine.deactivate();
    }
}
