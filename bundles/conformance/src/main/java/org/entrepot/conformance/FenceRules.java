package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What is true of fences that timelines issue. */
abstract class FenceRules extends Contract {
    static final Duration LONG = Duration.ofSeconds(10);
    static final Duration SHORT = Duration.ofMillis(20);

    private final List<Timeline> opened = new ArrayList<>();
    private Timeline work;
    private Timeline other;

    FenceRules() {
        super("FEN");
    }

    /** The fences of a bundle, the same within a test. */
    protected abstract Fences fences();

    /** A reservation of a buffer, another one each time. */
    protected abstract Reservation reservation();

    /** Stops the bundle that {@link #fences()} serves. */
    protected abstract void stop();

    @BeforeEach
    final void openTimelines() {
        work = open("work");
        other = open("other");
    }

    @AfterEach
    final void closeTimelines() {
        opened.forEach(Timeline::close);
    }

    final Timeline open(String name) {
        Timeline timeline = fences().timeline(name, LONG);
        opened.add(timeline);
        return timeline;
    }

    final Timeline work() {
        return work;
    }

    final Timeline other() {
        return other;
    }

    static void signalAll(Timeline timeline) {
        timeline.signal(timeline.issued());
    }

    @Rule("FEN-1")
    void shouldStaySignalledWhenItOnceWas() {
        Fence fence = work.issue();
        assertThat(fence.isSignalled()).isFalse();
        assertThat(fence.failure()).isEmpty();

        signalAll(work);
        work.fail(fence.sequence(), new EntrepotException(Reason.IO, "too late: sequence=" + fence.sequence()));

        assertThat(fence.isSignalled()).isTrue();
        assertThat(fence.failure()).as("a failure that came too late").isEmpty();
    }

    @Rule("FEN-2")
    void shouldBeSignalledInOrder() {
        List<Long> order = new ArrayList<>();
        List<Fence> issued = List.of(work.issue(), work.issue(), work.issue());
        issued.forEach(fence -> fence.whenSignalled(done -> order.add(done.sequence())));

        work.signal(issued.get(1).sequence());

        assertThat(issued).extracting(Fence::isSignalled).containsExactly(true, true, false);
        assertThat(order)
                .containsExactly(issued.get(0).sequence(), issued.get(1).sequence());
        assertThat(work.signalled()).isEqualTo(issued.get(1).sequence());
    }

    @Rule("FEN-3")
    void shouldGiveUpWhenTheTimeRunsOut() {
        Fence fence = work.issue();

        assertThat(fence.await(SHORT)).isFalse();
        assertThat(fence.await(Duration.ZERO)).isFalse();
        signalAll(work);
        assertThat(fence.await(Duration.ZERO)).isTrue();
    }

    @Rule("FEN-4")
    void shouldEndTheWaitWhenAnotherThreadSignals() {
        Fence fence = work.issue();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> fence.await(LONG));
        assertThat(other.issue().await(SHORT)).as("meanwhile").isFalse();
        assertThat(waiting).as("who waits for a pending fence").isNotDone();

        signalAll(work);

        assertThat(waiting).succeedsWithin(LONG).isEqualTo(true);
    }

    @Rule("FEN-5")
    void shouldSayInterruptedWhenAWaitingThreadIs() {
        Fence fence = work.issue();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> fence.await(LONG))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
        assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
    }

    @Rule("FEN-6")
    void shouldCallBackAtOnceWhenTheCallbackComesLate() {
        Fence fence = work.issue();
        signalAll(work);
        AtomicReference<Thread> caller = new AtomicReference<>();

        Fence.Callback late = fence.whenSignalled(done -> caller.set(Thread.currentThread()));

        assertThat(caller).hasValue(Thread.currentThread());
        assertThat(late.cancel()).as("taken back after it was called").isFalse();
    }

    @Rule("FEN-7")
    void shouldNotCallBackWhenTheCallbackWasTakenBack() {
        Fence fence = work.issue();
        AtomicInteger calls = new AtomicInteger();
        Fence.Callback callback = fence.whenSignalled(done -> calls.incrementAndGet());

        assertThat(callback.cancel()).isTrue();
        assertThat(callback.cancel()).as("taken back twice").isFalse();
        signalAll(work);

        assertThat(calls).hasValue(0);
    }

    @Rule("FEN-8")
    void shouldCallBackOnceWhenSignalAndCallbackRace() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            Timeline timeline = fences().timeline("race", LONG);
            Fence fence = timeline.issue();
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger takenBack = new AtomicInteger();
            boolean takesBack = round % 2 == 0;
            Crowd.of(2, thread -> {
                if (thread == 0) {
                    timeline.signal(fence.sequence());
                } else {
                    Fence.Callback callback = fence.whenSignalled(done -> calls.incrementAndGet());
                    takenBack.addAndGet(takesBack && callback.cancel() ? 1 : 0);
                }
            });
            assertThat(calls.get() + takenBack.get())
                    .as("calls and cancellations, round %d", round)
                    .isEqualTo(1);
            timeline.close();
        }
    }

    @Rule("FEN-9")
    void shouldTellTheOthersWhenACallbackThrows() {
        Fence fence = work.issue();
        AtomicInteger calls = new AtomicInteger();
        fence.whenSignalled(done -> {
            throw new IllegalStateException("a callback of the test throws");
        });
        fence.whenSignalled(done -> calls.incrementAndGet());

        signalAll(work);

        assertThat(calls).hasValue(1);
    }

    @Rule("FEN-10")
    void shouldCarryTheFailureOfItsOwnWorkOnly() {
        List<Fence> issued = List.of(work.issue(), work.issue(), work.issue());

        work.fail(issued.get(1).sequence(), new EntrepotException(Reason.DEVICE_FAULT, "stray: address=0x0"));
        signalAll(work);

        assertThat(issued).extracting(fence -> fence.failure().isPresent()).containsExactly(false, true, false);
        assertThat(issued.get(1).failure())
                .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.DEVICE_FAULT));
    }

    @Rule("FEN-11")
    void shouldRefuseToSignalWhatWasNotIssued() {
        Fence fence = work.issue();

        assertThatThrownBy(() -> work.signal(fence.sequence() + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(fence.isSignalled()).isFalse();
    }

    @Rule("FEN-12")
    void shouldFailWithinItsBoundWhenNobodySignals() {
        Duration bound = Duration.ofMillis(200);
        Timeline forgetful = fences().timeline("forgetful", bound);
        for (int i = 0; i < 2; i++) {
            long began = System.nanoTime();
            Fence fence = forgetful.issue();
            boolean over = fence.isSignalled();
            assertThat(over && System.nanoTime() - began < bound.toNanos())
                    .as("signalled before its bound")
                    .isFalse();
            assertThat(fence.await(bound.multipliedBy(20)))
                    .as("signalled soon after its bound of %s", bound)
                    .isTrue();
            assertThat(fence.failure())
                    .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
        }
        forgetful.close();
    }

    @Rule("FEN-13")
    void shouldFailWhatIsPendingWhenItsTimelineEnds() {
        Fence closed = work.issue();
        Fence abandoned = other.issue();

        work.close();
        stop();

        assertThat(List.of(closed, abandoned)).allSatisfy(fence -> {
            assertThat(fence.isSignalled()).isTrue();
            assertThat(fence.failure())
                    .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
        });
        assertThatThrownBy(work::issue).isInstanceOf(IllegalStateException.class);
    }
}
