package org.entrepot.spi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A heap never hands out more than it has, and knows what it gave. */
public final class HeapMeterRaces {
    private HeapMeterRaces() {}

    /** Room for one, wanted by two. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 6", "0, 1, 6"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one gets it")
    @Outcome(expect = FORBIDDEN, desc = "more than there is, or refused though there is room")
    @State
    public static class TwoTakesForOne {
        private final HeapMeter meter = new HeapMeter();

        @Actor
        public void one(III_Result seen) {
            seen.r1 = meter.tryTake(6, 10) ? 1 : 0;
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = meter.tryTake(6, 10) ? 1 : 0;
        }

        @Arbiter
        public void used(III_Result seen) {
            seen.r3 = (int) meter.used();
        }
    }

    /** Memory comes back while more is wanted. */
    @JCStressTest
    @Outcome(id = "1, 6, 6", expect = ACCEPTABLE_INTERESTING, desc = "it came back in time")
    @Outcome(id = "0, 0, 6", expect = ACCEPTABLE_INTERESTING, desc = "refused: it did not")
    @Outcome(expect = FORBIDDEN, desc = "bytes are lost, or the most was never out")
    @State
    public static class TakeAgainstGive {
        private final HeapMeter meter = new HeapMeter();

        public TakeAgainstGive() {
            meter.take(6);
        }

        @Actor
        public void take(III_Result seen) {
            seen.r1 = meter.tryTake(6, 10) ? 1 : 0;
        }

        @Actor
        public void give() {
            meter.give(6);
        }

        @Arbiter
        public void used(III_Result seen) {
            seen.r2 = (int) meter.used();
            seen.r3 = (int) meter.usage(10, 10).highWater();
        }
    }

    /** Two are served at once: the most that was out is the sum of both. */
    @JCStressTest
    @Outcome(id = "8, 8", expect = ACCEPTABLE_INTERESTING, desc = "both are counted")
    @Outcome(expect = FORBIDDEN, desc = "one is forgotten")
    @State
    public static class TwoTakes {
        private final HeapMeter meter = new HeapMeter();

        @Actor
        public void one() {
            meter.take(3);
        }

        @Actor
        public void other() {
            meter.tryTake(5, 10);
        }

        @Arbiter
        public void used(II_Result seen) {
            seen.r1 = (int) meter.used();
            seen.r2 = (int) meter.usage(10, 10).highWater();
        }
    }
}
