package org.entrepot.core.internal.buffer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Device;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A link that is retired is attached to no more, and a device's attachments are counted once. */
public final class DeviceLinkRaces {
    private DeviceLinkRaces() {}

    /** A device attaches by a link that the move of its buffer is about to retire. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "attached: the move knows of it")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "retired: it has to join anew")
    @Outcome(expect = FORBIDDEN, desc = "attached to a place that the buffer has left, or neither")
    @State
    public static class AttachAgainstRetire {
        private final Device device = RaceGround.device();
        private final DeviceLink link = new DeviceLink(RaceGround.buffer(), device, Orientation.ROTATE_0);

        @Actor
        public void attach(III_Result seen) {
            seen.r1 = link.tryAttach() ? 1 : 0;
        }

        @Actor
        public void retire(III_Result seen) {
            seen.r2 = link.tryRetire() ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = device.attachments().get();
        }
    }

    /** The last attachment is closed while a move looks for links that nobody uses. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "detached in time")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "still attached when the move looked")
    @Outcome(expect = FORBIDDEN, desc = "an attachment is counted for ever")
    @State
    public static class DetachAgainstRetire {
        private final Device device = RaceGround.device();
        private final DeviceLink link = new DeviceLink(RaceGround.buffer(), device, Orientation.ROTATE_0);

        public DetachAgainstRetire() {
            link.tryAttach();
        }

        @Actor
        public void detach() {
            link.detached();
        }

        @Actor
        public void retire(II_Result seen) {
            seen.r1 = link.tryRetire() ? 1 : 0;
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = device.attachments().get();
        }
    }

    /** An attachment is closed while the buffer ends, which closes it too. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "it is counted once")
    @Outcome(expect = FORBIDDEN, desc = "the device has fewer attachments than none, or one for ever")
    @State
    public static class DetachAgainstEnd {
        private final Device device = RaceGround.device();
        private final DeviceLink link = new DeviceLink(RaceGround.buffer(), device, Orientation.ROTATE_0);

        public DetachAgainstEnd() {
            link.tryAttach();
        }

        @Actor
        public void detach() {
            link.detached();
        }

        @Actor
        public void end() {
            link.close();
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r1 = device.attachments().get();
            seen.r2 = link.isAttached() ? 1 : 0;
        }
    }
}
