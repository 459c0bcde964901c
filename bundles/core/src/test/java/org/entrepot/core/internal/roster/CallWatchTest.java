package org.entrepot.core.internal.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.Hang;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallWatchTest {
    private static final long SEED = Long.getLong("entrepot.seed", 20261125L);
    private static final Duration DEADLINE = Duration.ofMillis(80);
    private static final int MOST_FAULTS = 3;

    private final Queue<EntrepotException> told = new ConcurrentLinkedQueue<>();
    private final CallWatch watch = new CallWatch(DEADLINE, MOST_FAULTS, (who, e) -> told.add(e));
    private final Leases leases = new Leases();
    private final Callee service = Callee.replaceable("exporter=lame", watch, leases);
    private final Hang hang = new Hang();

    @AfterEach
    void letEverybodyGo() {
        hang.close();
        watch.close();
    }

    private static void assertTimedOut(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll("exporter=lame", "deadline=80 ms")
                .satisfies(e -> assertThat(((EntrepotException) e).reason()).isEqualTo(Reason.TIMED_OUT));
    }

    @Test
    void shouldInterruptACallThatIsOverdueAndLeaveNoInterruptBehind() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(leases.granting()).isFalse();
        assertThat(service.standing().isolated())
                .hasValueSatisfying(why -> assertThat(why).contains("exporter=lame", "deadline"));
    }

    @Test
    void shouldTellWhereACallHangs() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));

        assertThat(told).singleElement().satisfies(e -> assertThat(e.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getClassName()).isEqualTo(Hang.class.getName()))
                .anySatisfy(frame ->
                        assertThat(frame.getClassName()).isEqualTo(getClass().getName())));
    }

    @Test
    void shouldLeaveTheCallersOwnInterruptWhereItIs() {
        Thread.currentThread().interrupt();

        assertTimedOut(() -> ForeignCode.tell(service, () -> {
            Hang.busy(DEADLINE.multipliedBy(10));
            throw new IllegalStateException("vendor bug");
        }));

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldTakeWhatComesTooLateUnlessItHasToBeGivenBack() {
        AtomicInteger closed = new AtomicInteger();

        assertThat(ForeignCode.<String>ask(service, () -> {
                    Hang.busy(DEADLINE.multipliedBy(10));
                    return "late";
                }))
                .isEqualTo("late");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();

        Callee second = Callee.replaceable("exporter=lame", watch, new Leases());
        Supplier<AutoCloseable> late = () -> {
            Hang.busy(DEADLINE.multipliedBy(10));
            return closed::incrementAndGet;
        };
        assertTimedOut(() -> ForeignCode.ask(second, late));
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }

    /** Calls that end about when they are overdue: whoever is interrupted is so inside of the call. */
    @Test
    void shouldNeverInterruptAThreadThatHasLeftTheCall() {
        Duration brief = Duration.ofMillis(8);
        Random random = new Random(SEED);
        int overdue = 0;
        try (CallWatch quick = new CallWatch(brief, 0, (who, e) -> told.add(e))) {
            for (int round = 0; round < 300; round++) {
                Callee fresh = Callee.replaceable("exporter=lame", quick, new Leases());
                long nanos = 7_000_000L + random.nextInt(4_000_000);
                ForeignCode.tell(fresh, () -> Hang.busy(Duration.ofNanos(nanos)));
                assertThat(Thread.interrupted())
                        .as("seed %d round %d", SEED, round)
                        .isFalse();
                overdue += fresh.standing().isIsolated() ? 1 : 0;
            }
        }
        assertThat(overdue).as("seed %d", SEED).isBetween(1, 299);
    }

    @Test
    void shouldBlameTheInnermostOfNestedCalls() {
        Callee outer = Callee.replaceable("exporter=outer", watch, new Leases());

        assertTimedOut(() -> ForeignCode.tell(outer, () -> {
            Hang.busy(DEADLINE.dividedBy(8));
            ForeignCode.tell(service, hang::waiting);
        }));

        assertThat(service.standing().isIsolated()).isTrue();
        assertThat(outer.standing().isIsolated()).isFalse();
    }

    @Test
    void shouldNotBlameWhoWaitsForACallOnASpareThread() {
        Callee outer = Callee.replaceable("exporter=outer", watch, new Leases());
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        service.standing().revive();

        assertTimedOut(() -> ForeignCode.tell(outer, () -> ForeignCode.tell(service, hang::stubborn)));

        assertThat(outer.standing().isIsolated()).isFalse();
    }

    @Test
    void shouldGoOnWithASuspectAtArmsLength() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        Thread caller = Thread.currentThread();

        assertThat(ForeignCode.ask(service, Thread::currentThread)).isNotSameAs(caller);
        assertThatThrownBy(() -> ForeignCode.tell(service, () -> {
                    throw new IllegalStateException("vendor bug");
                }))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll("exporter=lame", "vendor bug");
    }

    @Test
    void shouldLeaveACallOfASuspectBehindThatIgnoresInterruptsAndCloseWhatComesLate() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        service.standing().revive();
        AtomicInteger closed = new AtomicInteger();
        Supplier<AutoCloseable> late = () -> {
            hang.stubborn();
            return closed::incrementAndGet;
        };

        assertTimedOut(() -> ForeignCode.ask(service, late));
        assertThat(hang.inside).hasValue(1);
        assertThat(service.standing().hanging()).isEqualTo(1);
        assertThat(leases.granting()).isFalse();
        hang.close();

        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        await().untilAsserted(() -> assertThat(service.standing().hanging()).isZero());
    }

    @Test
    void shouldWaitLessAndLessAndInTheEndNotAtAll() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        long began = System.nanoTime();
        occupyEverySpareThread();
        assertThatThrownBy(() -> ForeignCode.tell(service, hang::stubborn)).hasMessageContaining("hanging=32");
        // Half a deadline, a quarter, and so on; generously.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE.multipliedBy(32));
        assertThat(hang.inside.get()).isLessThanOrEqualTo(32);
    }

    @Test
    void shouldGoOnWatchingWhenWhoIsToldFails() {
        Callee first = Callee.replaceable("exporter=first", watch, new Leases());
        AtomicInteger failed = new AtomicInteger();
        first.standing().follow(why -> {
            failed.incrementAndGet();
            throw new OutOfMemoryError("of a test, told by the thread: no more threads");
        });
        CompletableFuture<Void> unwatched = CompletableFuture.runAsync(() -> ForeignCode.tell(first, hang::waiting));
        await().dontCatchUncaughtExceptions().until(() -> failed.get() == 1);

        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        hang.close();
        assertThat(unwatched).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void shouldEndEverythingInTheEndHoweverMuchHangs() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        int all = 40;
        AtomicInteger ended = new AtomicInteger();
        occupyEverySpareThread();
        for (int i = 0; i < all; i++) {
            ForeignCode.end(service, () -> {
                hang.stubborn();
                ended.incrementAndGet();
            });
        }

        await().untilAsserted(() -> assertThat(hang.inside).as("one more").hasValue(33));
        assertThat(ended).hasValue(0);
        assertThat(told)
                .filteredOn(e -> e.getMessage().contains("waits for its turn"))
                .hasSize(1);
        hang.close();
        await().untilAsserted(() -> assertThat(ended).hasValue(all));
        await().untilAsserted(() -> assertThat(service.standing().hanging()).isZero());
    }

    @Test
    void shouldKeepTheCallersInterruptWhileASuspectIsAsked() {
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));
        Thread.currentThread().interrupt();

        assertThat(ForeignCode.<Boolean>ask(
                        service, () -> Thread.currentThread().isInterrupted()))
                .isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldIsolateWhoBreaksItsContractSoManyTimesInARow() {
        for (int i = 1; i < MOST_FAULTS; i++) {
            fail(new IllegalStateException("vendor bug"));
        }
        service.kept();
        for (int i = 1; i < MOST_FAULTS; i++) {
            fail(new AssertionError("vendor bug"));
        }
        assertThat(leases.granting()).isTrue();
        fail(new StackOverflowError());

        assertThat(leases.granting()).isFalse();
        assertThat(service.standing().faults()).isEqualTo(2 * MOST_FAULTS - 1);
        assertThat(service.standing().isolated()).hasValueSatisfying(why -> assertThat(why)
                .contains("exporter=lame broke its contract 3 times in a row", "StackOverflowError"));
    }

    @Test
    void shouldCountNoFaultWhenTheContractNamesTheReason() {
        for (Reason reason : new Reason[] {Reason.OUT_OF_MEMORY, Reason.REFUSED, Reason.BUSY, Reason.UNSUPPORTED}) {
            for (int i = 0; i < MOST_FAULTS; i++) {
                fail(new EntrepotException(reason, "a heap has room: free=0"));
            }
        }
        assertThat(service.standing().faults()).isZero();
    }

    @Test
    void shouldServeAgainWhenRevived() {
        assertThat(service.standing().revive()).isFalse();
        assertTimedOut(() -> ForeignCode.tell(service, hang::waiting));

        assertThat(service.standing().revive()).isTrue();

        assertThat(leases.tryTake()).isTrue();
        assertThat(service.standing().isolated()).isEmpty();
    }

    @Test
    void shouldInterruptNobodyWhenThereIsNoDeadline() {
        try (CallWatch none = new CallWatch(Duration.ZERO, 0, (who, e) -> told.add(e))) {
            Callee slow = Callee.replaceable("exporter=slow", none, leases);
            ForeignCode.tell(slow, () -> Hang.busy(DEADLINE.multipliedBy(10)));
        }
        assertThat(told).isEmpty();
        assertThat(leases.granting()).isTrue();
    }

    private void occupyEverySpareThread() {
        for (int i = 0; i < 32; i++) {
            assertThatThrownBy(() -> ForeignCode.tell(service, hang::stubborn)).isInstanceOf(EntrepotException.class);
        }
    }

    private void fail(Throwable how) {
        assertThatThrownBy(() -> ForeignCode.tell(service, () -> CallWatchTest.<RuntimeException>sneak(how)))
                .isInstanceOf(EntrepotException.class);
    }

    @SuppressWarnings("unchecked") // what a vendor's code throws is not checked either
    private static <E extends Throwable> void sneak(Throwable how) throws E {
        throw (E) how;
    }
}
