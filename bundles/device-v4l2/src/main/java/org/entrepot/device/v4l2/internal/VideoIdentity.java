package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Usage;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.DeviceDescription;

/**
 * Who a video device is, what it takes, and how it is opened.
 *
 * @param description which device it is
 * @param constraints what it cannot do, whichever of its queues uses the memory
 * @param node by which it is opened
 * @param devices that opens it
 * @param buffers that its driver may know
 * @param longest that it may take for a picture
 */
record VideoIdentity(
        DeviceDescription description,
        Constraints constraints,
        Path node,
        VideoDevices devices,
        int buffers,
        Duration longest) {
    String name() {
        return description.name();
    }

    VideoDevice open() {
        return devices.open(node);
    }

    /**
     * Waits for those whom the device has to heed: nothing of ours makes its driver wait. What drivers work on the kernel heeds itself.
     *
     * @param mapping of the buffer
     * @param access what the device is about to do
     */
    void awaitUsers(DeviceMapping mapping, Direction access) {
        Usage heeded = access.deviceWrites() ? Usage.READ : Usage.WRITE;
        if (!mapping.reservation().await(heeded, longest)) {
            throw late("buffer=" + mapping.buffer() + " in use by others");
        }
    }

    /** A device that streams already. */
    EntrepotException busy() {
        return new EntrepotException(
                Reason.BUSY, "a device does one thing at a time: device=" + name() + "; stop the other stream first");
    }

    /** A device that has left. */
    EntrepotException gone() {
        return new EntrepotException(
                Reason.GONE,
                "a device works while it is here: device=" + name() + " node=" + node
                        + "; open it again when it is back");
    }

    /** A stream that was closed. */
    IllegalStateException closed() {
        return new IllegalStateException("a closed stream does nothing: device=" + name() + "; open another");
    }

    /** A stream whose device has failed, and was closed for that. */
    EntrepotException failed() {
        return new EntrepotException(
                Reason.IO,
                "a stream goes on while all goes well: device=" + name() + "; close this one and open another");
    }

    /** A device that was not done in time. */
    EntrepotException late(String what) {
        return new EntrepotException(
                Reason.TIMED_OUT,
                "a device is done in time: device=" + name() + " " + what + " timeout.millis=" + longest.toMillis()
                        + "; see the kernel's log, or whether the camera has a signal");
    }

    /** A buffer that was unmapped while the device had it. */
    EntrepotException unmapped() {
        return new EntrepotException(
                Reason.GONE,
                "a buffer stays mapped while its device uses it: device=" + name()
                        + "; unmap it when the device is done");
    }
}
