package org.entrepot.core.internal.roster;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** After draining found no lease none is granted, and none is lost. */
public final class LeasesRaces {
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(10);

    private LeasesRaces() {}

    /** How many leases a drain found in the end, or -1 if nobody woke it. */
    private static int drained(Leases leases) {
        long began = System.nanoTime();
        int left = leases.drain(LONG);
        return System.nanoTime() - began < LONG.toNanos() ? left : -1;
    }

    /** A call begins while its service leaves. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "granted, and the drain knows of it")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "drained before")
    @Outcome(expect = FORBIDDEN, desc = "a call into something that was told to be free of calls")
    @State
    public static class TakeAgainstDrain {
        private final Leases leases = new Leases();

        @Actor
        public void take(II_Result seen) {
            seen.r1 = leases.tryTake() ? 1 : 0;
        }

        @Actor
        public void drain(II_Result seen) {
            seen.r2 = leases.drain(NO_WAIT);
        }
    }

    /** The last call ends while the drain begins to wait for it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the drain ends with the call")
    @Outcome(id = "0, -1", expect = FORBIDDEN, desc = "the drain slept through the end of the call")
    @Outcome(expect = FORBIDDEN, desc = "a lease that is lost")
    @State
    public static class GiveBackAgainstDrain {
        private final Leases leases = new Leases();

        public GiveBackAgainstDrain() {
            leases.tryTake();
        }

        @Actor
        public void giveBack() {
            leases.giveBack();
        }

        @Actor
        public void drain(II_Result seen) {
            seen.r2 = drained(leases);
        }

        @Arbiter
        public void granting(II_Result seen) {
            seen.r1 = leases.granting() ? 1 : 0;
        }
    }

    /** A whole call, from lease to return, against a whole drain. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the call ended before the drain did")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "a lease that is lost, or granted too late")
    @State
    public static class CallAgainstDrain {
        private final Leases leases = new Leases();
        private volatile boolean inside;

        @Actor
        public void call(III_Result seen) {
            if (leases.tryTake()) {
                inside = true;
                seen.r1 = 1;
                inside = false;
                leases.giveBack();
            }
        }

        @Actor
        public void drain(III_Result seen) {
            seen.r2 = drained(leases);
            seen.r3 = inside ? 1 : 0;
        }
    }

    /** Two calls at once. */
    @JCStressTest
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE_INTERESTING, desc = "both are counted")
    @Outcome(expect = FORBIDDEN, desc = "a lease that is not counted")
    @State
    public static class TwoTakes {
        private final Leases leases = new Leases();

        @Actor
        public void one(III_Result seen) {
            seen.r1 = leases.tryTake() ? 1 : 0;
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = leases.tryTake() ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = leases.drain(NO_WAIT);
        }
    }
}
