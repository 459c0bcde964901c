package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.entrepot.linux.internal.Videodev2.V4l2CaptureparmLayout;
import org.entrepot.linux.internal.Videodev2.V4l2FractLayout;
import org.entrepot.linux.internal.Videodev2.V4l2StreamparmLayout;

/** The time from one picture to the next, of a queue. */
final class VideoPace {
    private static final int INTERVAL = V4l2StreamparmLayout.PARM + V4l2CaptureparmLayout.TIMEPERFRAME;
    private static final int MICROSECONDS = 1_000_000;

    private final VideoCalls calls;

    VideoPace(VideoCalls calls) {
        this.calls = calls;
    }

    /** As it is; 0 if the driver does not say. */
    Duration now(int type) {
        ByteBuffer parameters = of(type);
        calls.made("VIDIOC_G_PARM", Videodev2.VIDIOC_G_PARM, parameters);
        return interval(parameters);
    }

    /** What the driver makes of a wish. */
    Duration set(int type, Duration wanted) {
        ByteBuffer parameters = of(type).putInt(
                        INTERVAL + V4l2FractLayout.NUMERATOR, Math.toIntExact(wanted.toNanos() / 1_000))
                .putInt(INTERVAL + V4l2FractLayout.DENOMINATOR, MICROSECONDS);
        calls.made("VIDIOC_S_PARM", Videodev2.VIDIOC_S_PARM, parameters);
        return interval(parameters);
    }

    private static ByteBuffer of(int type) {
        return VideoCalls.structure(V4l2StreamparmLayout.SIZEOF).putInt(V4l2StreamparmLayout.TYPE, type);
    }

    private static Duration interval(ByteBuffer parameters) {
        long numerator = Integer.toUnsignedLong(parameters.getInt(INTERVAL + V4l2FractLayout.NUMERATOR));
        long denominator = Integer.toUnsignedLong(parameters.getInt(INTERVAL + V4l2FractLayout.DENOMINATOR));
        return denominator == 0 ? Duration.ZERO : Duration.ofNanos(1_000_000_000L * numerator / denominator);
    }
}
