package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReservationTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final FenceKeeper keeper = new FenceKeeper(failure -> {
        throw failure;
    });
    private final BundleFences fences = new BundleFences(keeper, "test");
    private final Timeline work = fences.timeline("work", LONG);
    private final Timeline other = fences.timeline("other", LONG);
    private final BufferReservation reservation = new BufferReservation(1, keeper.combining());
    private final BufferReservation second = new BufferReservation(2, keeper.combining());

    @AfterEach
    void close() {
        fences.close();
        keeper.close();
    }

    @Test
    void shouldBeReadyAndGiveASignalledFenceWhenItIsEmpty() {
        assertThat(reservation.isReady(Usage.BOOKKEEP)).isTrue();
        assertThat(reservation.snapshot(Usage.BOOKKEEP)).isSameAs(fences.signalled());
        assertThat(reservation.await(Usage.BOOKKEEP, Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Usage.class)
    void shouldGiveTheClassesBeforeWhenOneIsAskedFor(Usage query) {
        List<Fence> expected = new ArrayList<>();
        for (Usage usage : Usage.values()) {
            Fence fence = fences.timeline(usage.name(), LONG).issue();
            reservation.add(fence, usage);
            if (usage.compareTo(query) <= 0) {
                expected.add(fence);
            }
        }

        assertThat(reservation.fences(query)).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldLetReadersInTogetherAndWritersAloneWhenBothAreAtWork() {
        reservation.add(work.issue(), Usage.READ);
        assertThat(reservation.isReady(Usage.BEFORE_READ))
                .as("a reader beside a reader")
                .isTrue();
        assertThat(reservation.isReady(Usage.BEFORE_WRITE))
                .as("a writer behind a reader")
                .isFalse();

        reservation.add(other.issue(), Usage.WRITE);
        assertThat(reservation.isReady(Usage.BEFORE_READ))
                .as("a reader behind a writer")
                .isFalse();
        work.signal(1);
        assertThat(reservation.isReady(Usage.BEFORE_WRITE))
                .as("a writer behind a writer")
                .isFalse();
        other.signal(1);
        assertThat(reservation.isReady(Usage.BEFORE_WRITE)).isTrue();
    }

    @Test
    void shouldTakeThePlaceOfAnEarlierFenceWhenTheUsageIsAsStrict() {
        Fence first = work.issue();
        Fence later = work.issue();
        reservation.add(first, Usage.READ);

        reservation.add(later, Usage.WRITE);
        assertThat(reservation.fences(Usage.BOOKKEEP)).containsExactly(later);

        Fence last = work.issue();
        reservation.add(last, Usage.BOOKKEEP);
        assertThat(reservation.fences(Usage.BOOKKEEP))
                .as("a weaker usage says less")
                .containsExactly(later, last);
    }

    @Test
    void shouldBeASnapshotWhenFencesAreAddedLater() {
        reservation.add(work.issue(), Usage.WRITE);
        Fence snapshot = reservation.snapshot(Usage.BOOKKEEP);
        reservation.add(other.issue(), Usage.WRITE);

        work.signal(1);

        assertThat(snapshot.isSignalled()).isTrue();
        assertThat(reservation.isReady(Usage.BOOKKEEP)).isFalse();
    }

    @Test
    void shouldWaitForThoseInTheWayOnly() {
        reservation.add(work.issue(), Usage.READ);

        assertThat(reservation.await(Usage.BEFORE_READ, Duration.ZERO)).isTrue();
        assertThat(reservation.await(Usage.BEFORE_WRITE, SHORT)).isFalse();
        CompletableFuture<Boolean> writer =
                CompletableFuture.supplyAsync(() -> reservation.await(Usage.BEFORE_WRITE, LONG));
        work.signal(1);
        assertThat(writer).succeedsWithin(LONG).isEqualTo(true);
    }

    @Test
    void shouldCallBackWhenItIsReady() {
        AtomicInteger calls = new AtomicInteger();
        reservation.add(work.issue(), Usage.WRITE);
        reservation.whenReady(Usage.BEFORE_READ, done -> calls.incrementAndGet());

        assertThat(calls).hasValue(0);
        work.signal(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldHaveAPieceOfWorkOnAllOrOnNoneWhenSeveralAreLocked() {
        CompletableFuture<Void> outsider;
        try (ReservationLock lock = fences.lock(List.of(second, reservation, second), LONG)) {
            assertThat(lock.reservations()).containsExactlyInAnyOrder(reservation, second);
            outsider = CompletableFuture.runAsync(() -> second.add(other.issue(), Usage.WRITE));
            Fence fence = work.issue();
            lock.add(reservation, fence, Usage.WRITE);
            lock.add(second, fence, Usage.WRITE);

            assertThat(outsider).as("waits outside").isNotDone();
            assertThat(second.isReady(Usage.BEFORE_READ))
                    .as("looking waits for nobody")
                    .isFalse();
        }
        assertThat(outsider).succeedsWithin(LONG);
    }

    @Test
    void shouldLockNoneWhenOneStaysLocked() {
        try (ReservationLock held = fences.lock(List.of(second), LONG)) {
            assertThat(held.reservations()).hasSize(1);
            assertThatThrownBy(() -> fences.lock(List.of(reservation, second), SHORT))
                    .isInstanceOfSatisfying(EntrepotException.class, e -> assertThat(e)
                            .hasMessageContaining("buffer=2")
                            .extracting(EntrepotException::reason)
                            .isEqualTo(Reason.BUSY));
            fences.lock(List.of(reservation), Duration.ZERO).close();
        }
    }

    @Test
    void shouldNotDeadlockWhenManyLockTheSameInAnyOrder() {
        List<CompletableFuture<Void>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Reservation> order = i % 2 == 0 ? List.of(reservation, second) : List.of(second, reservation);
            Timeline mine = fences.timeline("user" + i, LONG);
            users.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 500; round++) {
                    try (ReservationLock lock = fences.lock(order, LONG)) {
                        Fence fence = mine.issue();
                        order.forEach(one -> lock.add(one, fence, Usage.WRITE));
                        mine.signal(fence.sequence());
                    }
                }
            }));
        }

        assertThat(users).allSatisfy(user -> assertThat(user).succeedsWithin(Duration.ofSeconds(30)));
    }

    @Test
    void shouldLetOthersInWhenTheBundleThatLockedStops() {
        ReservationLock forgotten = fences.lock(List.of(reservation), LONG);

        fences.close();

        BundleFences others = new BundleFences(keeper, "others");
        others.lock(List.of(reservation), Duration.ZERO).close();
        assertThatThrownBy(() -> forgotten.add(reservation, others.signalled(), Usage.READ))
                .isInstanceOf(IllegalStateException.class);
    }
}
