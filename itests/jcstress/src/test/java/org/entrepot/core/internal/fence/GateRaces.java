package org.entrepot.core.internal.fence;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Usage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** One at a time adds to a reservation, several are passed without deadlock, and a gate that was left is open once. */
public final class GateRaces {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String WHOSE = "buffer=1";

    private GateRaces() {}

    private static BufferReservation reservation(long buffer) {
        return new BufferReservation(buffer, new Combining(() -> 1, failure -> {
            throw failure;
        }));
    }

    /** How many can be inside at once: more than one if it was left twice, none if it was never left. */
    private static int room(Gate gate) {
        int room = 0;
        try {
            for (; room < 3; room++) {
                gate.enter(Duration.ZERO, WHOSE);
            }
        } catch (EntrepotException full) {
            return room;
        }
        return room;
    }

    /** Two threads pass the gate, and count inside without more ado. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 2", "1, 0, 2"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "both were inside")
    @State
    public static class TwoEnter {
        private final Gate gate = new Gate();
        private int count;

        @Actor
        public void one(III_Result seen) {
            gate.enter(WHOSE);
            seen.r1 = count++;
            gate.leave();
        }

        @Actor
        public void other(III_Result seen) {
            gate.enter(WHOSE);
            seen.r2 = count++;
            gate.leave();
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = count;
        }
    }

    /** Who does not want to wait comes when the gate is left. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "in time: inside, and no room for more")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "refused, and the gate is open")
    @Outcome(expect = FORBIDDEN, desc = "inside with somebody else, or the gate is shut for ever")
    @State
    public static class EnterAgainstLeave {
        private final Gate gate = new Gate();

        public EnterAgainstLeave() {
            gate.enter(WHOSE);
        }

        @Actor
        public void enter(II_Result seen) {
            try {
                gate.enter(Duration.ZERO, WHOSE);
                seen.r1 = 1;
            } catch (EntrepotException busy) {
                seen.r1 = 0;
            }
        }

        @Actor
        public void leave() {
            gate.leave();
        }

        @Arbiter
        public void room(II_Result seen) {
            seen.r2 = GateRaces.room(gate);
        }
    }

    /** Two reservations are locked by two threads that name them in different order. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 1, 1", "1, 0, 1, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one after the other, and both are open afterwards")
    @Outcome(expect = FORBIDDEN, desc = "a deadlock, both inside, or a gate that is not open once")
    @State
    public static class TwoLockTwo {
        private final BufferReservation left = reservation(1);
        private final BufferReservation right = reservation(2);
        private int count;

        private int lock(BufferReservation... reservations) {
            try (OrderedLock lock = OrderedLock.of(List.of(reservations), LONG, closed -> {})) {
                return lock.reservations().size() == 2 ? count++ : -2;
            } catch (EntrepotException busy) {
                return -1;
            }
        }

        @Actor
        public void one(IIII_Result seen) {
            seen.r1 = lock(left, right);
        }

        @Actor
        public void other(IIII_Result seen) {
            seen.r2 = lock(right, left);
        }

        @Arbiter
        public void room(IIII_Result seen) {
            seen.r3 = GateRaces.room(left.gate());
            seen.r4 = GateRaces.room(right.gate());
        }
    }

    /** A lock is closed by its bundle and by the platform that stops the bundle. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "closed once, and told once")
    @Outcome(expect = FORBIDDEN, desc = "the gate was left twice, or never")
    @State
    public static class TwoClose {
        private final BufferReservation reservation = reservation(1);
        private final AtomicInteger told = new AtomicInteger();
        private final OrderedLock lock = OrderedLock.of(List.of(reservation), LONG, closed -> told.incrementAndGet());

        @Actor
        public void one() {
            lock.close();
        }

        @Actor
        public void other() {
            lock.close();
        }

        @Arbiter
        public void room(II_Result seen) {
            seen.r1 = GateRaces.room(reservation.gate());
            seen.r2 = told.get();
        }
    }

    /** A fence is added through a lock that is taken away. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE_INTERESTING, desc = "added before")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "added or refused by halves, or the gate is not open once")
    @State
    public static class AddAgainstClose {
        private final BufferReservation reservation = reservation(1);
        private final OrderedLock lock = OrderedLock.of(List.of(reservation), LONG, closed -> {});
        private final WorkTimeline timeline = new WorkTimeline("race", "races", 1, LONG, () -> {}, failure -> {
            throw failure;
        });

        @Actor
        public void add(III_Result seen) {
            try {
                lock.add(reservation, timeline.issue(), Usage.WRITE);
                seen.r1 = 1;
            } catch (IllegalStateException closed) {
                seen.r1 = 0;
            }
        }

        @Actor
        public void close() {
            lock.close();
        }

        @Arbiter
        public void fences(III_Result seen) {
            seen.r2 = reservation.fences(Usage.BOOKKEEP).size();
            seen.r3 = GateRaces.room(reservation.gate());
        }
    }

    /** Two pieces of work begin on one buffer. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE_INTERESTING, desc = "both are waited for")
    @Outcome(expect = FORBIDDEN, desc = "one of them is forgotten")
    @State
    public static class TwoAdd {
        private final BufferReservation reservation = reservation(1);

        private void add(long context) {
            WorkTimeline timeline = new WorkTimeline("race", "races", context, LONG, () -> {}, failure -> {
                throw failure;
            });
            reservation.add(timeline.issue(), Usage.WRITE);
        }

        @Actor
        public void one() {
            add(1);
        }

        @Actor
        public void other() {
            add(2);
        }

        @Arbiter
        public void fences(II_Result seen) {
            seen.r1 = reservation.fences(Usage.WRITE).size();
            seen.r2 = reservation.isReady(Usage.BEFORE_READ) ? 1 : 0;
        }
    }
}
