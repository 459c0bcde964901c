package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.account.Account;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

/** A bundle stops, and threads of it go on. */
class StoppedBundleTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(4096).build();

    private final Engine engine = Framework.engine();
    private final TestHeap heap = TestHeap.system("system");
    private final Account account = engine.accounts().of(7, "org.example.app");

    @BeforeEach
    void bringAHeapIn() {
        engine.bindExporter(heap, Framework.reference(1));
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        assertThat(heap.live).hasValue(0);
        assertThat(engine.buffers().all()).isEmpty();
        assertThat(account.status().bytes()).isZero();
    }

    private void stop() {
        engine.bundleChanged(
                new BundleEvent(BundleEvent.STOPPED, Framework.answering(Bundle.class, Map.of("getBundleId", 7L))));
    }

    private void assertGone() {
        assertThatThrownBy(() -> engine.buffers().allocate(REQUEST, account))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE))
                .hasMessageContaining("org.example.app");
    }

    @Test
    void shouldGiveNothingToABundleThatHasStopped() {
        stop();

        assertGone();
    }

    @Test
    void shouldEndABufferThatComesWhileItsBundleStops() {
        heap.behaviour = request -> {
            stop();
            return heap.serve(request);
        };

        assertGone();
    }

    @Test
    void shouldServeTheBundleWhenItIsStartedAgain() {
        stop();

        try (DmaBuf buffer =
                engine.buffers().allocate(REQUEST, engine.accounts().of(7, "org.example.app"))) {
            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }
}
