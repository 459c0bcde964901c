package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Optional;
import org.entrepot.api.DmaBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A pool lends no buffer twice, loses none, has no more than its capacity, forgets nobody who waits, and leaves nothing when it closes. */
public final class PoolRaces {
    private PoolRaces() {}

    private static Optional<DmaBuf> tryAcquire(RecyclingPool pool) {
        try {
            return pool.tryAcquire();
        } catch (IllegalStateException closed) {
            return Optional.empty();
        }
    }

    /** Two want the one buffer that is idle; it came back on a third thread, so that both steal it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one has it")
    @Outcome(expect = FORBIDDEN, desc = "lent twice, or to nobody")
    @State
    public static class TwoSteal {
        private final RecyclingPool pool = PoolGround.idle();
        private volatile Optional<DmaBuf> one = Optional.empty();
        private volatile Optional<DmaBuf> other = Optional.empty();

        @Actor
        public void one() {
            one = pool.tryAcquire();
        }

        @Actor
        public void other() {
            other = pool.tryAcquire();
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = pool.lent();
            seen.r1 = PoolGround.close(one);
            seen.r2 = PoolGround.close(other);
            pool.close();
        }
    }

    /** Two want a buffer of a pool of one that has made none yet. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one makes it")
    @Outcome(expect = FORBIDDEN, desc = "more buffers than the capacity, or none")
    @State
    public static class TwoMake {
        private final RecyclingPool pool = PoolGround.pool(1);
        private volatile Optional<DmaBuf> one = Optional.empty();
        private volatile Optional<DmaBuf> other = Optional.empty();

        @Actor
        public void one() {
            one = pool.tryAcquire();
        }

        @Actor
        public void other() {
            other = pool.tryAcquire();
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = pool.lent();
            seen.r1 = PoolGround.close(one);
            seen.r2 = PoolGround.close(other);
            pool.close();
        }
    }

    /** A buffer comes back while another thread looks for one. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "found, and lent again")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "too early: it is there for the next")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is lost, or lent twice")
    @State
    public static class AcquireAgainstBack {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf lent = pool.acquire(PoolGround.LONG);
        private volatile Optional<DmaBuf> found = Optional.empty();

        @Actor
        public void back() {
            lent.close();
        }

        @Actor
        public void acquire() {
            found = pool.tryAcquire();
        }

        @Arbiter
        public void look(II_Result seen) {
            Optional<DmaBuf> next = pool.tryAcquire();
            seen.r1 = PoolGround.close(found);
            seen.r2 = PoolGround.close(next);
            pool.close();
        }
    }

    /** A buffer comes back while another thread begins to wait for it. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "served, and back again")
    @Outcome(expect = FORBIDDEN, desc = "who waits is forgotten")
    @State
    public static class WaitAgainstBack {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf lent = pool.acquire(PoolGround.LONG);

        @Actor
        public void back() {
            lent.close();
        }

        @Actor
        public void await(II_Result seen) {
            seen.r1 = PoolGround.acquire(pool);
        }

        @Arbiter
        public void look(II_Result seen) {
            seen.r2 = pool.lent();
            pool.close();
        }
    }

    /** Two share one buffer by waiting for each other. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "both had it")
    @Outcome(expect = FORBIDDEN, desc = "one is forgotten")
    @State
    public static class TwoInTurns {
        private final RecyclingPool pool = PoolGround.idle();

        @Actor
        public void one(II_Result seen) {
            seen.r1 = PoolGround.acquire(pool);
        }

        @Actor
        public void other(II_Result seen) {
            seen.r2 = PoolGround.acquire(pool);
        }

        @Arbiter
        public void close() {
            pool.close();
        }
    }

    /** The pool closes while its buffer comes back. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "the buffer has ended, and the pool is forgotten")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is left behind")
    @State
    public static class CloseAgainstBack {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf lent = pool.acquire(PoolGround.LONG);

        @Actor
        public void back() {
            lent.close();
        }

        @Actor
        public void close() {
            pool.close();
        }

        @Arbiter
        public void look(II_Result seen) {
            seen.r1 = PoolGround.references(lent);
            seen.r2 = pool.isEmptied() ? 1 : 0;
        }
    }

    /** The pool closes while somebody takes its idle buffer. */
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE_INTERESTING, desc = "lent before: it ends when it is closed")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "released before: refused")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is left behind, or lent when it has ended")
    @State
    public static class CloseAgainstAcquire {
        private final RecyclingPool pool = PoolGround.pool(1);
        private final DmaBuf before = pool.acquire(PoolGround.LONG);
        private volatile Optional<DmaBuf> taken = Optional.empty();

        public CloseAgainstAcquire() {
            before.close();
        }

        @Actor
        public void acquire() {
            taken = tryAcquire(pool);
        }

        @Actor
        public void close() {
            pool.close();
        }

        @Arbiter
        public void look(III_Result seen) {
            seen.r2 = PoolGround.references(before);
            seen.r1 = PoolGround.close(taken);
            seen.r3 = PoolGround.references(before);
        }
    }

    /** The pool closes while somebody makes its first buffer. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "made before: it ends when it is closed")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "refused, and what was made is given back")
    @Outcome(expect = FORBIDDEN, desc = "a buffer is left behind")
    @State
    public static class CloseAgainstMake {
        private final RecyclingPool pool = PoolGround.pool(1);
        private volatile Optional<DmaBuf> taken = Optional.empty();

        @Actor
        public void acquire() {
            taken = tryAcquire(pool);
        }

        @Actor
        public void close() {
            pool.close();
        }

        @Arbiter
        public void look(III_Result seen) {
            seen.r1 = PoolGround.close(taken);
            seen.r2 = taken.map(PoolGround::references).orElse(0);
            seen.r3 = pool.isEmptied() ? 1 : 0;
        }
    }
}
