package org.entrepot.core.internal.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.Hang;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that let a call hang: what it is called for on which thread, and what becomes of calls that are left behind. */
class SuspectTest {
    private static final Duration DEADLINE = Duration.ofMillis(80);
    private static final int ROUNDS = 20_000;

    private final Queue<EntrepotException> told = new ConcurrentLinkedQueue<>();
    private final CallWatch watch = new CallWatch(DEADLINE, 0, (who, e) -> told.add(e));
    private final Leases leases = new Leases();
    private final Callee service = Callee.replaceable("exporter=lame", watch, leases);
    private final Hang hang = new Hang();

    @BeforeEach
    void becomeASuspect() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        assertThat(service.standing().isSuspect()).isTrue();
    }

    @AfterEach
    void letEverybodyGo() {
        hang.close();
        watch.close();
    }

    private static void assertTimedOut(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll("exporter=lame", "deadline=80 ms");
    }

    @Test
    void shouldBeCalledOnTheCallersThreadWhereACallMustNotBeLeftBehind() {
        Thread own = Thread.currentThread();

        assertThat(ForeignCode.<Boolean>ask(service, () -> Thread.currentThread() == own))
                .isFalse();
        assertThat(ForeignCode.<Boolean>askHere(service, () -> Thread.currentThread() == own))
                .isTrue();
        assertTimedOut(() -> ForeignCode.askHere(service, () -> {
            hang.waiting();
            return "done";
        }));
        assertThat(hang.inside).as("it has ended").hasValue(0);
    }

    @Test
    void shouldBeWaitedForOnceCallsHaveNoDeadlineAnyMore() {
        watch.settle(Duration.ZERO, 0);

        assertThat(ForeignCode.<String>ask(service, () -> {
                    Hang.busy(DEADLINE);
                    return "answer";
                }))
                .isEqualTo("answer");
        assertThat(service.standing().hanging()).isZero();
    }

    /** Seen from outside: it grants leases again, or it is isolated and an operator can put it back into service. */
    @Test
    void shouldServeOrBeIsolatedWhenItHangsWhileAnOperatorEnablesIt() {
        Standing standing = service.standing();
        EntrepotException why = new EntrepotException(Reason.TIMED_OUT, "of a test: call=late");
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> standing.hangs(why));
            standing.revive();
            hanging.join();

            assertThat(leases.granting()).as("round %d", round).isEqualTo(!standing.isIsolated());
        }
    }

    @Test
    void shouldNotBeAskedWhatNobodyWaitsForAnyMore() {
        AtomicInteger calls = new AtomicInteger();
        Errand<Integer> question = Errand.question(service, calls::incrementAndGet);
        question.cancel(true);

        question.run();

        assertThat(calls).hasValue(0);
    }

    @Test
    void shouldEndWhatIsToBeEndedHoweverLate() {
        AtomicInteger calls = new AtomicInteger();
        Errand<Integer> duty = Errand.duty(service, calls::incrementAndGet);
        duty.cancel(true);

        duty.run();

        assertThat(calls).hasValue(1);
    }
}
