package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.junit.jupiter.api.Test;

/** One thread waits at a collection, and another does what ends the wait. */
class CollectionWaitTest extends CollectionBench {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(40);

    private Thread waiter = new Thread();

    /** Runs the call on a thread of its own, and returns once that thread waits. */
    private <T> Future<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        waiter = new Thread(task, "waiter");
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    private static void assertFails(Future<?> task, Class<? extends Exception> type, String... words) {
        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(type)
                .hasMessageContainingAll(words);
    }

    @Test
    void shouldNameThoseWhoAreSilentAndForHowLongWhenTheTimeIsOver() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1);
                Seat encoder = collections.join(collection.id(), "encoder", other);
                Seat display = collection.join("display")) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> collection.allocate(SHORT))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .hasMessageContainingAll("waited=40 ms", "collection=" + collection.id() + " (frames)")
                    .hasMessageMatching(".*silent=\\[display for ([4-9]\\d|\\d{3,}) ms \\(org.example.app\\), "
                            + "encoder for \\d{2,} ms \\(org.example.other\\)].*")
                    .hasMessageNotContaining("camera");
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.toNanos());
            assertThat(collection.silent()).containsExactly("display", "encoder");
            assertThat(heap.allocations).hasValue(0);
            assertThat(List.of(camera, encoder, display)).allMatch(Seat::isOpen);
        }
    }

    @Test
    void shouldSaySoWhenNobodyIsSeated() {
        try (BufferCollection collection = open()) {
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.BUSY, "seated=0");
        }
    }

    @Test
    void shouldAllocateAsSoonAsTheLastHasStated() throws Exception {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1);
                Seat encoder = collection.join("encoder")) {
            Future<Integer> allocation = waiting(() -> collection.allocate(LONG));
            encoder.state(needs(2));

            assertThat(allocation.get()).isEqualTo(3);
            assertThat(ids(encoder)).isEqualTo(ids(camera));
        }
    }

    @Test
    void shouldAllocateAsSoonAsTheSilentLeaves() throws Exception {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            Seat silent = collections.join(collection.id(), "silent", other);
            Future<Integer> allocation = waiting(() -> collection.allocate(LONG));
            collection.seat("silent").close();

            assertThat(allocation.get()).isEqualTo(1);
            assertThat(silent.isOpen()).isFalse();
            assertThat(buffers(camera)).hasSize(1);
        }
    }

    @Test
    void shouldNotWaitForABundleThatStopped() throws Exception {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            Seat silent = collections.join(collection.id(), "silent", other);
            Future<Integer> allocation = waiting(() -> collection.allocate(LONG));
            List<String> told = new ArrayList<>();
            collections.release(other.bundleId(), told::add);

            assertThat(allocation.get()).isEqualTo(1);
            assertThat(silent.isOpen()).isFalse();
            assertThat(told).singleElement().asString().contains("org.example.other", "participant=silent");
            assertThat(buffers(camera)).hasSize(1);
        }
    }

    @Test
    void shouldWaitAtASeatUntilTheBuffersAreThere() throws Exception {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            Future<List<DmaBuf>> arrival = waiting(() -> camera.buffers(LONG));
            collection.allocate(Duration.ZERO);

            assertThat(arrival.get()).isEqualTo(buffers(camera)).hasSize(2);
        }
    }

    @Test
    void shouldTellWhoWaitsAtASeatWhenTheAttemptFails() {
        heap.room = 0;
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            Future<List<DmaBuf>> arrival = waiting(() -> camera.buffers(LONG));
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.OUT_OF_MEMORY, "free=0");

            assertFails(arrival, EntrepotException.class, "free=0");
        }
    }

    @Test
    void shouldTellThoseWhoWaitWhenTheCollectionIsClosed() {
        BufferCollection collection = open();
        Seat camera = stated(collection, "camera", 1);
        Seat silent = collection.join("silent");
        Future<Integer> allocation = waiting(() -> collection.allocate(LONG));
        Future<List<DmaBuf>> arrival = waiting(() -> camera.buffers(LONG));
        collection.close();

        assertFails(allocation, IllegalStateException.class, "closed collection");
        assertFails(arrival, EntrepotException.class, "its opener closed it");
        assertThat(silent.isOpen()).isFalse();
    }

    @Test
    void shouldTellWhoWaitsAtASeatThatIsClosed() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            Future<List<DmaBuf>> arrival = waiting(() -> camera.buffers(LONG));
            collection.seat("camera").close();

            assertFails(arrival, IllegalStateException.class, "closed seat");
            assertThat(camera.isOpen()).isFalse();
        }
    }

    @Test
    void shouldStayInterruptedWhenAWaitIsInterrupted() {
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera")) {
            for (Callable<?> call : List.<Callable<?>>of(() -> collection.allocate(LONG), () -> camera.buffers(LONG))) {
                Future<Boolean> task = waiting(() -> {
                    assertReason(call::call, Reason.INTERRUPTED, "collection=");
                    return Thread.currentThread().isInterrupted();
                });
                waiter.interrupt();
                assertThat(task).succeedsWithin(LONG).isEqualTo(true);
            }
            assertThat(collection.silent()).containsExactly("camera");
        }
    }

    @Test
    void shouldRefuseATimeBeforeNow() {
        try (BufferCollection collection = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> collection.allocate(Duration.ofMillis(-1)));
            assertReason(() -> collection.allocate(Duration.ofNanos(1)), Reason.BUSY, "seated=0");
        }
    }

    @Test
    void shouldGiveAllBackWhenClosedWhileBuffersAreTaken() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        heap.behaviour = request -> {
            asked.countDown();
            awaitQuietly(go);
            return heap.serve(request);
        };
        BufferCollection collection = open();
        Seat camera = stated(collection, "camera", 3);
        FutureTask<Integer> allocation = new FutureTask<>(() -> collection.allocate(LONG));
        new Thread(allocation).start();
        asked.await();
        collection.close();
        go.countDown();

        assertFails(allocation, IllegalStateException.class, "closed collection");
        assertThat(heap.live).hasValue(0);
        assertThat(camera.isOpen()).isFalse();
    }

    @Test
    void shouldHoldANewcomerAgainstTheBuffersThatAreJustBeingTaken() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        heap.behaviour = request -> {
            asked.countDown();
            awaitQuietly(go);
            return heap.serve(request);
        };
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            FutureTask<Integer> allocation = new FutureTask<>(() -> collection.allocate(LONG));
            new Thread(allocation).start();
            asked.await();
            try (Seat late = collection.join("late")) {
                Future<List<Long>> statement = waiting(() -> {
                    late.state(needs(0));
                    return ids(late);
                });
                go.countDown();

                assertThat(statement.get()).isEqualTo(ids(camera)).hasSize(2);
                assertThat(allocation.get()).isEqualTo(2);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
