package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A count that fell to zero, or was cut, never rises again, and a buffer ends once. */
public final class ReferencedRaces {
    private ReferencedRaces() {}

    /** Somebody takes a reference while the last one is dropped. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE_INTERESTING, desc = "taken in time: the buffer lives on")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "dropped before: it has ended, and stays so")
    @Outcome(expect = FORBIDDEN, desc = "a reference to a buffer that ended")
    @State
    public static class TakeAgainstLastDrop {
        private final Referenced buffer = new Referenced(null);

        @Actor
        public void take(III_Result seen) {
            seen.r1 = buffer.tryTake() ? 1 : 0;
        }

        @Actor
        public void drop(III_Result seen) {
            seen.r2 = buffer.drop();
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }

    /** The last two references are dropped at once. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one of them was the last")
    @Outcome(expect = FORBIDDEN, desc = "a buffer ends twice, or never")
    @State
    public static class TwoLastDrops {
        private final Referenced buffer = new Referenced(null);

        public TwoLastDrops() {
            buffer.tryTake();
        }

        @Actor
        public void one(II_Result seen) {
            seen.r1 = buffer.drop();
        }

        @Actor
        public void other(II_Result seen) {
            seen.r2 = buffer.drop();
        }
    }

    /** The owner's bundle stops while the last reference is dropped. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "ended by the drop")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE_INTERESTING, desc = "ended by the cut")
    @Outcome(expect = FORBIDDEN, desc = "a buffer ends twice, or never")
    @State
    public static class DropAgainstCut {
        private final Referenced buffer = new Referenced(null);

        @Actor
        public void drop(II_Result seen) {
            seen.r1 = buffer.drop();
        }

        @Actor
        public void cut(II_Result seen) {
            seen.r2 = buffer.dropAll() ? 1 : 0;
        }
    }

    /** The owner's bundle stops while somebody takes a reference. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "taken, and cut with the others")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "nothing left to take from")
    @Outcome(expect = FORBIDDEN, desc = "a reference that outlives the cut")
    @State
    public static class TakeAgainstCut {
        private final Referenced buffer = new Referenced(null);

        @Actor
        public void take(III_Result seen) {
            seen.r1 = buffer.tryTake() ? 1 : 0;
        }

        @Actor
        public void cut(III_Result seen) {
            seen.r2 = buffer.dropAll() ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }
}
