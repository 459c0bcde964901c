package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.log.Logger;

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
        stop(engine);
    }

    private static void stop(Engine one) {
        one.bundleChanged(new BundleEvent(BundleEvent.STOPPED, bundle()));
    }

    private static Bundle bundle() {
        return Framework.answering(Bundle.class, Map.of("getBundleId", 7L, "getSymbolicName", "org.example.app"));
    }

    private void assertGone() {
        assertGone(() -> engine.buffers().allocate(REQUEST, account));
    }

    private static void assertGone(ThrowingCallable call) {
        assertThatThrownBy(call)
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
    void shouldEndEverythingEvenIfTheLogIsGone() {
        Engine mute = new Engine(
                Framework.config(Map.of()),
                Framework.answering(BundleContext.class, Map.of()),
                Framework.calling(Logger.class, (method, arguments) -> {
                    // Where notices are read it is caught anyway.
                    if (!Thread.currentThread().getName().equals("entrepot-notices")) {
                        throw new IllegalStateException("the log service has left");
                    }
                    return null;
                }));
        mute.bindExporter(heap, Framework.reference(1));
        Account other = mute.accounts().of(7, "org.example.app");
        BufferCollection collection = mute.collections().open(REQUEST, other);
        BufferPool pool = mute.pool(new RecyclingPool.Terms(REQUEST, 1, Zeroing.WHEN_FRESH), other);
        pool.acquire(Duration.ofSeconds(1)).close();
        DmaBuf buffer = mute.buffers().allocate(REQUEST, other);

        stop(mute);

        assertThat(mute.collections().statuses()).isEmpty();
        assertThatThrownBy(pool::tryAcquire).isInstanceOf(IllegalStateException.class);
        assertThat(List.of(collection.id(), buffer.id())).doesNotContainNull();
        assertThat(mute.buffers().all()).isEmpty();
    }

    @Test
    void shouldOpenNoAccountForAThreadThatFirstAllocatesAfterItsBundleHasStopped() {
        BundleAllocator allocator = new BundleAllocator(
                engine, Framework.answering(ComponentContext.class, Map.of("getUsingBundle", bundle())));
        allocator.deactivate();
        stop();

        assertGone(() -> allocator.allocate(REQUEST));
        assertGone(() -> allocator.pool(REQUEST, 1, Zeroing.WHEN_FRESH));
        assertGone(() -> allocator.collection(REQUEST));
        assertThat(engine.accounts().statuses()).isEmpty();
    }

    @Test
    void shouldOpenNoPoolForABundleThatHasStopped() {
        stop();

        assertGone(() -> engine.pool(new RecyclingPool.Terms(REQUEST, 1, Zeroing.WHEN_FRESH), account));
    }

    @Test
    void shouldSeatNobodyAtACollectionWhoseBundleHasStopped() {
        Account opener = engine.accounts().of(8, "org.example.opener");
        try (BufferCollection collection = engine.collections().open(REQUEST, opener)) {
            stop();

            assertGone(() -> engine.collections().join(collection.id(), "camera", account));
            assertGone(() -> engine.collections().open(REQUEST, account));
            assertThat(collection.silent()).isEmpty();
            assertThat(engine.collections().statuses()).hasSize(1);
        }
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
