package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
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
    void shouldTellTheOthersWhenTheBundleOfACallbackIsGone() {
        Fence fence = work.issue();
        AtomicInteger calls = new AtomicInteger();
        fence.whenSignalled(done -> {
            throw new NoClassDefFoundError("org/example/Gone");
        });
        fence.whenSignalled(done -> calls.incrementAndGet());
        fences.signalled().whenSignalled(done -> {
            throw new NoClassDefFoundError("org/example/Gone");
        });

        work.signal(1);

        assertThat(calls).hasValue(1);
        assertThat(failures).hasSize(2).allSatisfy(e -> assertThat(e)
                .hasMessageContaining("a callback of a fence")
                .hasRootCauseInstanceOf(NoClassDefFoundError.class));
    }

    @Test
    void shouldKeepEveryBoundWhenACallbackThrowsOrNeverReturns() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Timeline shortly = fences.timeline("shortly", Duration.ofMillis(30));
        Fence first = shortly.issue();
        first.whenSignalled(done -> {
            throw new StackOverflowError();
        });
        first.whenSignalled(done -> calls.incrementAndGet());
        first.whenSignalled(done -> pass(forEver));
        await().untilAsserted(() -> assertThat(calls).hasValue(1));

        Fence second = fences.timeline("next", Duration.ofMillis(30)).issue();

        assertThat(second.await(LONG)).isTrue();
        assertThat(second.failure()).isPresent();
        forEver.countDown();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldEndEveryTimelineOfABundleThatStopsWhenACallbackNeverReturns() {
        CountDownLatch forEver = new CountDownLatch(1);
        List<Fence> pending = List.of(work.issue(), other.issue());
        pending.forEach(fence -> fence.whenSignalled(done -> pass(forEver)));

        fences.close();

        assertThat(pending).allMatch(Fence::isSignalled);
        forEver.countDown();
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
    void shouldRefuseToSignalWhatWasNeverIssued() {
        work.issue();

        assertThatThrownBy(() -> work.signal(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> work.signal(0)).isInstanceOf(IllegalArgumentException.class);
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
    void shouldNotGatherCallbacksWhenSomebodyPollsForSeveralFences() {
        List<Fence> pending = List.of(work.issue(), other.issue());
        WeakReference<Fence> first = polled(pending);
        assertThat(polled(pending)).isNotNull();

        await().untilAsserted(() -> {
            Runtime.getRuntime().gc();
            assertThat(first.get()).isNull();
        });
    }

    private WeakReference<Fence> polled(List<Fence> pending) {
        Fence all = fences.merge(pending);
        assertThat(all.await(Duration.ofMillis(1))).isFalse();
        return new WeakReference<>(all);
    }

    @Test
    void shouldTellThoseWhoStayWhenOthersNoLongerWaitForSeveralFences() {
        Fence all = fences.merge(List.of(work.issue(), other.issue()));
        AtomicInteger calls = new AtomicInteger();
        Fence.Callback taken = all.whenSignalled(done -> calls.addAndGet(100));
        Fence.Callback stays = all.whenSignalled(done -> calls.incrementAndGet());
        work.signal(1);

        assertThat(taken.cancel()).isTrue();
        assertThat(taken.cancel()).isFalse();
        other.signal(1);

        assertThat(calls).hasValue(1);
        assertThat(stays.cancel()).isFalse();
    }

    @Test
    void shouldTakeNoFenceThatNobodyBounds() {
        Fence foreign = (Fence) Proxy.newProxyInstance(
                Fence.class.getClassLoader(), new Class<?>[] {Fence.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("foreign code is not called under locks of the engine: " + method);
                });
        BufferReservation reservation = new BufferReservation(1, keeper.combining());

        List<ThrowingCallable> ways = List.of(
                () -> reservation.add(foreign, Usage.WRITE),
                () -> fences.merge(List.of(fences.signalled(), foreign)),
                () -> fences.chain(foreign, work.issue(), 1),
                () -> fences.chain(work.issue(), foreign, 1));

        assertThat(ways).allSatisfy(way -> assertThatThrownBy(way)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("a fence is of a timeline", "fence=", "Timeline.issue"));
        reservation.add(work.issue(), Usage.WRITE);
        assertThat(reservation.fences(Usage.WRITE)).as("the gate was left").hasSize(1);
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
