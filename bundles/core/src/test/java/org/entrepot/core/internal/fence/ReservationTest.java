package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservationTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final FenceKeeper keeper = new FenceKeeper(failure -> {
        throw failure;
    });
    private final BundleFences fences = new BundleFences(keeper, "test");
    private final Timeline work = fences.timeline("work", LONG);
    private final BufferReservation reservation = new BufferReservation(1, keeper.combining());
    private final BufferReservation second = new BufferReservation(2, keeper.combining());

    @AfterEach
    void close() {
        fences.close();
        keeper.close();
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
    void shouldLetOthersInWhenTheBundleThatLockedStops() {
        ReservationLock forgotten = fences.lock(List.of(reservation), LONG);

        fences.close();

        BundleFences others = new BundleFences(keeper, "others");
        others.lock(List.of(reservation), Duration.ZERO).close();
        assertThatThrownBy(() -> forgotten.add(reservation, others.signalled(), Usage.READ))
                .isInstanceOf(IllegalStateException.class);
    }
}
