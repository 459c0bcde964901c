package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Memory is given back once, and not while a mapping leads there. */
public final class TiedRaces {
    private TiedRaces() {}

    /** Memory that counts how many times it was given back. */
    private static final class Counted extends Tied {
        private final AtomicInteger givenBack = new AtomicInteger();

        @Override
        void untied() {
            givenBack.incrementAndGet();
        }
    }

    /** A mapping is unmapped late, while the last use ends. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "given back by the last of the two")
    @Outcome(expect = FORBIDDEN, desc = "given back twice, or never")
    @State
    public static class LeaveAgainstUnmap {
        private final Counted memory = new Counted();

        public LeaveAgainstUnmap() {
            memory.tryMap();
        }

        @Actor
        public void leave() {
            memory.leave();
        }

        @Actor
        public void unmap() {
            memory.unmapped();
        }

        @Arbiter
        public void count(I_Result seen) {
            seen.r1 = memory.givenBack.get();
        }
    }

    /** A call that maps begins late, while the last use ends. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "mapped in time: withheld")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "too late: given back, and not mapped")
    @Outcome(expect = FORBIDDEN, desc = "mapped, and given back")
    @State
    public static class LeaveAgainstMap {
        private final Counted memory = new Counted();

        @Actor
        public void leave() {
            memory.leave();
        }

        @Actor
        public void map(II_Result seen) {
            seen.r1 = memory.tryMap() ? 1 : 0;
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = memory.givenBack.get();
        }
    }
}
