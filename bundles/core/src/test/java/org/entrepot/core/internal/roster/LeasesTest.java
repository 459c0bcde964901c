package org.entrepot.core.internal.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Leases leases = new Leases();

    @Test
    void shouldRefuseALeaseWhenDrained() {
        assertThat(leases.drain(Duration.ZERO)).isZero();

        assertThat(leases.tryTake()).isFalse();
        assertThat(leases.granting()).isFalse();
    }

    @Test
    void shouldWaitForTheCallInFlightWhenDraining() throws Exception {
        leases.tryTake();
        CountDownLatch draining = new CountDownLatch(1);
        CompletableFuture<Integer> out = CompletableFuture.supplyAsync(() -> {
            draining.countDown();
            return leases.drain(LONG);
        });
        draining.await();
        assertThat(out).isNotDone();

        leases.giveBack();

        assertThat(out.get(LONG.toSeconds(), TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldSayHowManyAreOutWhenTheDeadlinePasses() {
        leases.tryTake();
        leases.tryTake();

        assertThat(leases.drain(Duration.ofMillis(5))).isEqualTo(2);
    }

    @Test
    void shouldStayDrainedWhenTheLastComesBackLate() {
        leases.tryTake();
        leases.drain(Duration.ZERO);

        leases.giveBack();

        assertThat(leases.tryTake()).isFalse();
        assertThat(leases.drain(Duration.ZERO)).isZero();
    }

    @Test
    void shouldObjectWhenALeaseIsGivenBackTwice() {
        leases.tryTake();
        leases.giveBack();

        assertThatThrownBy(leases::giveBack)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leases=0");
    }

    @Test
    void shouldKeepTheInterruptWhenInterruptedWhileDraining() {
        leases.tryTake();
        Thread.currentThread().interrupt();

        assertThat(leases.drain(LONG)).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }
}
