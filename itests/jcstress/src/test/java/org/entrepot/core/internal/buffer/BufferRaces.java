package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.entrepot.api.CpuUse;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A buffer stays in its place while the CPU has it open, and has one reservation for all devices. */
public final class BufferRaces {
    private BufferRaces() {}

    /** A CPU bracket begins while the buffer is about to move. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "it moved before, or after the bracket")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the bracket was open: it stays")
    @Outcome(expect = FORBIDDEN, desc = "it moves under an open bracket")
    @State
    public static class EnterAgainstBar {
        private final Buffer buffer = RaceGround.buffer();
        private volatile boolean moving;

        @Actor
        public void bracket(II_Result seen) {
            buffer.cpuEnters(CpuUse.READ);
            seen.r1 = moving ? 1 : 0;
            buffer.cpuLeaves();
        }

        @Actor
        public void move(II_Result seen) {
            buffer.links().reservation().lock();
            try {
                if (buffer.barCpu()) {
                    moving = true;
                    seen.r2 = 1;
                    moving = false;
                    buffer.admitCpu();
                }
            } finally {
                buffer.links().reservation().unlock();
            }
        }
    }

    /** Two brackets begin at once: both are counted, so that the buffer is barred only after both. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "both are inside, and keep it in its place")
    @Outcome(expect = FORBIDDEN, desc = "one is not counted")
    @State
    public static class TwoEnter {
        private final Buffer buffer = RaceGround.buffer();

        @Actor
        public void one(III_Result seen) {
            seen.r1 = buffer.cpuEnters(CpuUse.READ) == buffer.placement() ? 1 : 0;
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = buffer.cpuEnters(CpuUse.WRITE) == buffer.placement() ? 1 : 0;
        }

        @Arbiter
        public void bar(III_Result seen) {
            buffer.cpuLeaves();
            seen.r3 = buffer.barCpu() ? 1 : 0;
        }
    }

    /** Two devices are the first to be attached. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "both have the same")
    @Outcome(expect = FORBIDDEN, desc = "one of them locks something of its own")
    @State
    public static class TwoLinks {
        private final Buffer buffer = RaceGround.buffer();
        private volatile DeviceLinks one;
        private volatile DeviceLinks other;

        @Actor
        public void one() {
            one = buffer.links();
        }

        @Actor
        public void other() {
            other = buffer.links();
        }

        @Arbiter
        public void compare(II_Result seen) {
            seen.r1 = one == other ? 1 : 0;
            seen.r2 = buffer.links() == one ? 1 : 0;
        }
    }
}
