package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Optional;
import org.entrepot.api.DmaBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who had a buffer of a pool and still uses a handle to it, while the pool lends it to the next. */
public final class EarlierBorrowerRaces {
    private EarlierBorrowerRaces() {}

    /** A handle that was closed is closed again, by another thread, while the buffer is lent to the next. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "the next borrower has the buffer, alone")
    @Outcome(expect = FORBIDDEN, desc = "the next loan is ended by an earlier borrower")
    @State
    public static class CloseAgainstNextLoan {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf earlier = pool.acquire(PoolGround.LONG);
        private volatile Optional<DmaBuf> next = Optional.empty();

        @Actor
        public void late() {
            earlier.close();
        }

        @Actor
        public void next() {
            earlier.close();
            next = Optional.of(pool.acquire(PoolGround.LONG));
        }

        @Arbiter
        public void look(II_Result seen) {
            seen.r1 = pool.lent();
            seen.r2 = PoolGround.close(next);
            pool.close();
        }
    }

    /** A duplicate is duplicated while another thread closes it, the last of its loan, and the buffer is lent to the next. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "taken in time: the loan goes on")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "too late: the next borrower is alone")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "taken, and given back because it was closed meanwhile")
    @Outcome(expect = FORBIDDEN, desc = "an earlier borrower has a reference in the next loan")
    @State
    public static class DuplicateAgainstNextLoan {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf earlier = PoolGround.handedOn(pool);
        private volatile Optional<DmaBuf> taken = Optional.empty();
        private volatile Optional<DmaBuf> next = Optional.empty();

        @Actor
        public void duplicate() {
            taken = PoolGround.duplicate(earlier);
        }

        @Actor
        public void next() {
            earlier.close();
            next = pool.tryAcquire();
        }

        @Arbiter
        public void look(II_Result seen) {
            seen.r1 = PoolGround.close(taken);
            seen.r2 = PoolGround.close(next);
            pool.close();
        }
    }
}
