package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FencesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final long SEED = Long.getLong("entrepot.seed", System.nanoTime());

    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
    private final FenceKeeper keeper = new FenceKeeper(failures::add);
    private final BundleFences fences = new BundleFences(keeper, "test");
    private final Timeline work = fences.timeline("work", LONG);
    private final Timeline other = fences.timeline("other", LONG);

    @AfterEach
    void close() {
        fences.close();
        keeper.close();
    }

    @Test
    void shouldSignalInOrderWhenALaterFenceIsSignalled() {
        List<Long> order = new ArrayList<>();
        List<Fence> issued = List.of(work.issue(), work.issue(), work.issue());
        issued.forEach(fence -> fence.whenSignalled(done -> order.add(done.sequence())));

        work.signal(2);

        assertThat(order).containsExactly(1L, 2L);
        assertThat(issued).extracting(Fence::isSignalled).containsExactly(true, true, false);
        assertThat(work).returns(3L, Timeline::issued).returns(2L, Timeline::signalled);
    }

    @Test
    void shouldGiveUpWhenTheTimeRunsOut() {
        Fence fence = work.issue();

        assertThat(fence.await(Duration.ofMillis(20))).isFalse();
        assertThat(fence.await(NOT_AT_ALL)).isFalse();
        work.signal(1);
        assertThat(fence.await(NOT_AT_ALL)).isTrue();
    }

    @Test
    void shouldEndTheWaitWhenAnotherThreadSignals() {
        Fence fence = work.issue();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> fence.await(LONG));

        work.signal(1);

        assertThat(waiting).succeedsWithin(LONG).isEqualTo(true);
    }

    @Test
    void shouldStayInterruptedWhenAWaitIsDisturbed() {
        Fence fence = work.issue();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> fence.await(LONG))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldCallBackAtOnceWhenItIsLate() {
        Fence fence = work.issue();
        work.signal(1);
        AtomicInteger calls = new AtomicInteger();

        Fence.Callback late = fence.whenSignalled(done -> calls.incrementAndGet());

        assertThat(calls).hasValue(1);
        assertThat(late.cancel()).isFalse();
    }

    @Test
    void shouldNotCallBackWhenTheCallbackWasTakenBack() {
        Fence fence = work.issue();
        AtomicInteger calls = new AtomicInteger();
        Fence.Callback callback = fence.whenSignalled(done -> calls.incrementAndGet());

        assertThat(callback.cancel()).isTrue();
        assertThat(callback.cancel()).isFalse();
        work.signal(1);

        assertThat(calls).hasValue(0);
    }

    @Test
    void shouldTellTheOthersWhenACallbackThrows() {
        Fence fence = work.issue();
        AtomicInteger calls = new AtomicInteger();
        fence.whenSignalled(done -> {
            throw new IllegalStateException("mine");
        });
        fence.whenSignalled(done -> calls.incrementAndGet());

        work.signal(1);

        assertThat(calls).hasValue(1);
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldCallEveryCallbackOnceWhenSignalAndCallbacksRace() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 2000; round++) {
            Timeline timeline = fences.timeline("race", LONG);
            Fence fence = timeline.issue();
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger cancelled = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(2);
            boolean cancels = random.nextBoolean();
            CompletableFuture<Void> registering = CompletableFuture.runAsync(() -> {
                pass(start);
                for (int i = 0; i < 3; i++) {
                    Fence.Callback callback = fence.whenSignalled(done -> calls.incrementAndGet());
                    cancelled.addAndGet(cancels && callback.cancel() ? 1 : 0);
                }
            });
            pass(start);
            timeline.signal(1);
            registering.get();

            assertThat(calls.get() + cancelled.get())
                    .as("round %d, seed %d", round, SEED)
                    .isEqualTo(3);
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldCarryTheFailureOfItsOwnWorkOnly() {
        List<Fence> issued = List.of(work.issue(), work.issue(), work.issue());

        work.fail(2, new EntrepotException(Reason.DEVICE_FAULT, "stray"));
        work.signal(3);

        assertThat(issued.get(0).failure()).isEmpty();
        assertThat(issued.get(1).failure())
                .hasValueSatisfying(e -> assertThat(e).hasMessage("stray"));
        assertThat(issued.get(2).failure()).isEmpty();
    }

    @Test
    void shouldRefuseToSignalWhatWasNeverIssued() {
        work.issue();

        assertThatThrownBy(() -> work.signal(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> work.signal(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFailWithinItsBoundWhenNobodySignals() {
        Timeline forgetful = fences.timeline("forgetful", Duration.ofMillis(30));
        Fence fence = forgetful.issue();

        assertThat(fence.await(LONG)).isTrue();
        assertThat(fence.failure())
                .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(forgetful.issue().await(LONG)).as("the clock goes on").isTrue();
    }

    @Test
    void shouldFailWhatIsPendingWhenItsBundleStops() {
        Fence fence = work.issue();

        fences.close();

        assertThat(fence.isSignalled()).isTrue();
        assertThat(fence.failure()).hasValueSatisfying(e -> assertThat(e)
                .hasMessageContaining("timeline=work of bundle=test, which stopped")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE));
        assertThatThrownBy(work::issue).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fences.timeline("late", LONG)).isInstanceOf(IllegalStateException.class);
        assertThat(keeper.pending()).isZero();
    }

    @Test
    void shouldKeepTheLatestOfATimelineWhenFencesAreMerged() {
        Fence first = work.issue();
        Fence second = work.issue();

        assertThat(fences.merge(List.of(second, first))).isSameAs(second);
        assertThat(fences.merge(List.of())).isSameAs(fences.signalled());
    }

    @Test
    void shouldWaitForAllWhenFencesOfSeveralTimelinesAreMerged() {
        Fence mine = work.issue();
        Fence theirs = other.issue();
        Fence both = fences.merge(List.of(mine, theirs));
        AtomicInteger calls = new AtomicInteger();
        both.whenSignalled(done -> calls.incrementAndGet());

        other.signal(1);
        assertThat(both.isSignalled()).isFalse();
        assertThat(calls).hasValue(0);
        work.fail(1, new EntrepotException(Reason.IO, "mine"));

        assertThat(both.isSignalled()).isTrue();
        assertThat(calls).hasValue(1);
        assertThat(both.failure()).hasValueSatisfying(e -> assertThat(e).hasMessage("mine"));
    }

    @Test
    void shouldTakeMergedFencesApartWhenTheyAreMergedAgain() {
        Fence mine = work.issue();
        Fence theirs = other.issue();
        Fence later = work.issue();
        Fence array = fences.merge(List.of(mine, theirs));
        Fence again = fences.merge(List.of(array, later));

        assertThat(again).hasToString("array" + List.of(later, theirs));
        other.signal(1);
        assertThat(fences.merge(List.of(array, later))).isSameAs(later);
    }

    @Test
    void shouldBeOverWithAllItsPointsWhenAChainIsSignalledOutOfOrder() {
        Fence one = work.issue();
        Fence two = other.issue();
        Fence chain = fences.chain(fences.chain(fences.signalled(), one, 1), two, 5);

        other.signal(1);
        assertThat(chain.isSignalled()).as("point 1 is pending").isFalse();
        assertThat(fences.find(chain, 6)).as("not come to yet").isEmpty();
        Fence upToOne = fences.find(chain, 1).orElseThrow();
        Fence upToThree = fences.find(chain, 3).orElseThrow();
        work.signal(1);

        assertThat(List.of(chain, upToOne, upToThree)).allMatch(Fence::isSignalled);
        assertThat(fences.find(chain, 5)).containsSame(fences.signalled());
    }

    @Test
    void shouldCountAsTheLastWhenAPointIsNotBeyondIt() {
        Fence one = work.issue();
        Fence two = other.issue();
        Fence chain = fences.chain(fences.chain(fences.signalled(), one, 7), two, 3);

        assertThat(chain.sequence()).isEqualTo(7);
        work.signal(1);
        assertThat(fences.find(chain, 7).orElseThrow().isSignalled()).isFalse();
        other.signal(1);
        assertThat(chain.isSignalled()).isTrue();
    }

    @Test
    void shouldForgetWhatIsOverWhenAChainGrowsForLong() {
        Fence chain = fences.signalled();
        for (int point = 1; point <= 100_000; point++) {
            chain = fences.chain(chain, work.issue(), point);
            work.signal(Math.max(1, point - 3));
        }

        assertThat(chain.toString()).hasSizeLessThan(400);
        assertThat(fences.find(chain, 50_000)).containsSame(fences.signalled());
        assertThat(chain.await(NOT_AT_ALL)).isFalse();
        work.signal(100_000);
        assertThat(chain.await(NOT_AT_ALL)).isTrue();
    }

    @Test
    void shouldKeepTheEarliestHintWhenSeveralAreInAHurry() {
        Fence both = fences.merge(List.of(work.issue(), other.issue()));
        Instant soon = Instant.parse("2026-01-01T00:00:00Z");

        both.deadline(soon.plusSeconds(5));
        both.deadline(soon);
        both.deadline(soon.plusSeconds(9));

        assertThat(work.deadline()).contains(soon);
        assertThat(other.deadline()).contains(soon);
        work.signal(1);
        assertThat(work.deadline()).isEmpty();
    }

    @Test
    void shouldNotGatherCallbacksWhenManyPollWithATimeOut() {
        Fence fence = work.issue();
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 200_000; i++) {
            assertThat(fence.whenSignalled(done -> {}).cancel()).isTrue();
        }
        await().untilAsserted(() -> {
            runtime.gc();
            assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(200L << 20);
        });
        AtomicInteger calls = new AtomicInteger();
        fence.whenSignalled(done -> calls.incrementAndGet());
        work.signal(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldSayTheRuleWhenATimelineIsImpossible() {
        assertThatThrownBy(() -> fences.timeline("", LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fences.timeline("x", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fences.timeline("x", Fences.LONGEST_BOUND.plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to 10000 ms");
    }
}
