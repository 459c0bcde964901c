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

/** The word by which a buffer of a pool is lent and comes back: to one at a time, once, and out of reach for earlier borrowers. */
public final class LoanRaces {
    private LoanRaces() {}

    /** A buffer of a pool that is lent for the first time. */
    private static Referenced lent() {
        return new Referenced(new Berth(null, 0));
    }

    private static Referenced idle() {
        Referenced buffer = lent();
        buffer.drop();
        return buffer;
    }

    private static int number(boolean done) {
        return done ? 1 : 0;
    }

    /** Two find the same buffer idle. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "0, 1, 2"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one has it")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is lent twice, or to nobody")
    @State
    public static class TwoLend {
        private final Referenced buffer = idle();

        @Actor
        public void one(III_Result seen) {
            seen.r1 = number(buffer.tryLend());
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = number(buffer.tryLend());
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }

    /** The same reference is closed twice at once, while the borrower has another one. */
    @JCStressTest
    @Outcome(
            id = {"2, -1, 2", "-1, 2, 2"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "closed once, and still lent")
    @Outcome(expect = FORBIDDEN, desc = "a reference is dropped that somebody else holds")
    @State
    public static class TwoCloses {
        private final Referenced buffer = lent();
        private final int loan = buffer.loan();

        public TwoCloses() {
            buffer.tryTake(loan);
        }

        @Actor
        public void one(III_Result seen) {
            seen.r1 = buffer.drop(loan);
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = buffer.drop(loan);
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.isLent() ? buffer.references() : 0;
        }
    }

    /** A reference is closed once more while the buffer comes back and is lent to the next. */
    @JCStressTest
    @Outcome(id = "-2, 1, 2", expect = ACCEPTABLE_INTERESTING, desc = "home by this close, and lent")
    @Outcome(id = "-1, 1, 2", expect = ACCEPTABLE_INTERESTING, desc = "closed before: nothing happens to the next loan")
    @Outcome(expect = FORBIDDEN, desc = "the next loan loses its reference")
    @State
    public static class LateCloseAgainstLend {
        private final Referenced buffer = lent();
        private final int loan = buffer.loan();

        @Actor
        public void again(III_Result seen) {
            seen.r1 = buffer.drop(loan);
        }

        @Actor
        public void next(III_Result seen) {
            buffer.drop(loan);
            seen.r2 = number(buffer.tryLend());
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }

    /** An earlier borrower takes a reference, by the loan that it had, while that ends and the next begins. */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE_INTERESTING, desc = "taken in time: the loan goes on")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE_INTERESTING, desc = "too late: the next borrower is alone")
    @Outcome(expect = FORBIDDEN, desc = "two borrowers in one loan")
    @State
    public static class TakeAgainstNextLoan {
        private final Referenced buffer = lent();
        private final int loan = buffer.loan();

        @Actor
        public void take(III_Result seen) {
            seen.r1 = number(buffer.tryTake(loan));
        }

        @Actor
        public void next(III_Result seen) {
            buffer.drop(loan);
            seen.r2 = number(buffer.tryLend());
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }

    /** The last two references of a loan are dropped at once: one of them brings the buffer home. */
    @JCStressTest
    @Outcome(
            id = {"-2, 2", "2, -2"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "home by the second")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is lost, or comes home twice")
    @State
    public static class TwoLastDrops {
        private final Referenced buffer = lent();
        private final int loan = buffer.loan();

        public TwoLastDrops() {
            buffer.tryTake(loan);
        }

        @Actor
        public void own(II_Result seen) {
            seen.r1 = buffer.drop(loan);
        }

        @Actor
        public void other(II_Result seen) {
            seen.r2 = buffer.drop();
        }
    }

    /** An operator, or a move, holds a reference to an idle buffer while it is lent. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE_INTERESTING, desc = "let go of after it was lent")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "let go of while it was idle")
    @Outcome(expect = FORBIDDEN, desc = "a look at a buffer brings it home, or hinders its loan")
    @State
    public static class LookAgainstLend {
        private final Referenced buffer = idle();

        @Actor
        public void look(II_Result seen) {
            buffer.tryTake();
            seen.r2 = buffer.drop();
        }

        @Actor
        public void lend(II_Result seen) {
            seen.r1 = number(buffer.tryLend());
        }
    }

    /** The pool closes and lets go of its idle buffers while one is lent. */
    @JCStressTest
    @Outcome(id = "1, -1, 2", expect = ACCEPTABLE_INTERESTING, desc = "lent before")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "let go of before: it ends")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is lent that ended")
    @State
    public static class LendAgainstLetGo {
        private final Referenced buffer = idle();

        @Actor
        public void lend(III_Result seen) {
            seen.r1 = number(buffer.tryLend());
        }

        @Actor
        public void letGo(III_Result seen) {
            seen.r2 = buffer.letGo(Referenced.IDLE);
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }

    /** The owner's bundle stops while a loan ends. */
    @JCStressTest
    @Outcome(id = "-2, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "home, then cut")
    @Outcome(id = "-1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "cut before: nothing left to drop")
    @Outcome(expect = FORBIDDEN, desc = "a buffer ends twice, or never")
    @State
    public static class CloseAgainstCut {
        private final Referenced buffer = lent();
        private final int loan = buffer.loan();

        @Actor
        public void close(III_Result seen) {
            seen.r1 = buffer.drop(loan);
        }

        @Actor
        public void cut(III_Result seen) {
            seen.r2 = number(buffer.dropAll());
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = buffer.references();
        }
    }
}
