package org.entrepot.core.internal.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final FenceKeeper keeper = new FenceKeeper(failure -> {
        throw new AssertionError(failure);
    });
    private final BundleFences fences = new BundleFences(keeper, "test");
    private final Timeline work = fences.timeline("work", LONG);
    private final Timeline other = fences.timeline("other", LONG);

    @AfterEach
    void close() {
        fences.close();
        keeper.close();
    }

    @Test
    void shouldBeNoDeeperThanAnotherWhenChainsAreMadeOfChains() {
        Fence chain = work.issue();
        for (int point = 1; point <= 20_000; point++) {
            chain = fences.chain(fences.signalled(), chain, point);
        }
        Fence twice = other.issue();
        for (int point = 1; point <= 64; point++) {
            twice = fences.chain(twice, twice, point);
        }
        BufferReservation reservation = new BufferReservation(1, keeper.combining());
        reservation.add(chain, Usage.READ);
        reservation.add(twice, Usage.READ);

        assertThat(reservation.isReady(Usage.READ)).isFalse();
        assertThat(fences.find(twice, 30).orElseThrow().isSignalled()).isFalse();
        work.signal(1);
        other.signal(1);
        assertThat(reservation.isReady(Usage.READ)).isTrue();
    }

    @Test
    void shouldNotCallAPointOverWhileAnotherFenceOfItIsPending() {
        Fence first = work.issue();
        Fence chain = fences.chain(fences.signalled(), first, 5);
        chain = fences.chain(chain, other.issue(), 5);
        work.signal(1);
        chain = fences.chain(chain, work.issue(), 6);

        assertThat(fences.find(chain, 5).orElseThrow().isSignalled()).isFalse();
    }
}
