package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.core.internal.Hang;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A callback of another bundle never returns. */
@Timeout(60)
class StuckCallbackTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final FenceKeeper keeper = new FenceKeeper(failure -> {
        throw new AssertionError(failure);
    });
    private final BundleFences fences = new BundleFences(keeper, "test");
    private final Hang never = new Hang();

    @AfterEach
    void close() {
        never.close();
        fences.close();
        keeper.close();
    }

    private Fence stuck(Timeline timeline) {
        Fence fence = timeline.issue();
        fence.whenSignalled(done -> never.stubborn());
        return fence;
    }

    private Fence stuck() {
        return stuck(fences.timeline("stuck", SHORT));
    }

    @Test
    void shouldEndTheWaitOfWhoRegisteredAfterItWhenTheBoundPasses() {
        Fence fence = stuck();
        CountDownLatch over = new CountDownLatch(1);
        keeper.after(fence, over::countDown);

        assertThat(fence.await(LONG)).isTrue();
        await().until(() -> over.getCount() == 0);
        assertThat(never.inside).hasValue(1);
    }

    @Test
    void shouldEndEveryWaitWhenTheOwnerSignals() throws Exception {
        Timeline timeline = fences.timeline("work", LONG);
        Fence first = stuck(timeline);
        Fence second = timeline.issue();
        Fence both =
                fences.merge(List.of(second, fences.timeline("other", SHORT).issue()));
        CountDownLatch over = new CountDownLatch(1);
        keeper.after(both, over::countDown);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> second.await(LONG));

        CompletableFuture<Void> signalling = CompletableFuture.runAsync(() -> timeline.signal(2));

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(over.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(first.isSignalled()).isTrue();
        assertThat(signalling).as("a callback is on the thread that signals").isNotDone();
    }

    @Test
    void shouldEndTheWaitOfAReservationWhenManyAreStuck() {
        List<Fence> pending = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pending.add(stuck());
        }
        await().until(() -> pending.stream().allMatch(Fence::isSignalled));
        BufferReservation reservation = new BufferReservation(1, keeper.combining());
        reservation.add(fences.timeline("good", SHORT).issue(), Usage.WRITE);

        assertThat(reservation.await(Usage.WRITE, LONG)).isTrue();
    }

    @Test
    void shouldCallTheOthersWhenTheBoundPasses() {
        AtomicInteger calls = new AtomicInteger();
        Fence fence = stuck();
        fence.whenSignalled(done -> calls.incrementAndGet());
        for (int i = 0; i < 20; i++) {
            stuck().whenSignalled(done -> calls.incrementAndGet());
        }

        await().untilAsserted(() -> assertThat(calls).hasValue(21));
    }

    @Test
    void shouldDoEverythingElseWhenOnePieceOfTheAftermathIsStuck() {
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            keeper.after(fences.signalled(), i == 0 ? never::stubborn : done::incrementAndGet);
        }

        await().untilAsserted(() -> assertThat(done).hasValue(7));
        assertThat(keeper.aftermath().settle(Duration.ofMillis(10))).isEqualTo(1);
        never.close();
        assertThat(keeper.aftermath().settle(LONG)).isZero();
    }

    @Test
    void shouldDoEverythingInItsTurnWhenThereIsMoreThanThereAreThreads() {
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 5000; i++) {
            keeper.after(fences.signalled(), done::incrementAndGet);
        }

        assertThat(keeper.aftermath().settle(LONG)).isZero();
        assertThat(done).hasValue(5000);
    }
}
