package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.entrepot.linux.VideoDevice.Control;
import org.entrepot.linux.internal.Videodev2.V4l2ControlLayout;

/** The controls of a video device, one at a time. */
final class VideoControls {
    private final VideoCalls calls;

    VideoControls(VideoCalls calls) {
        this.calls = calls;
    }

    OptionalInt get(Control control) {
        ByteBuffer data = data(control);
        int errno = calls.tried(Videodev2.VIDIOC_G_CTRL, data);
        if (errno == 0) {
            return OptionalInt.of(data.getInt(V4l2ControlLayout.VALUE));
        }
        checkAbsent("VIDIOC_G_CTRL", errno);
        return OptionalInt.empty();
    }

    boolean set(Control control, int value) {
        int errno = calls.tried(Videodev2.VIDIOC_S_CTRL, data(control).putInt(V4l2ControlLayout.VALUE, value));
        if (errno != 0) {
            checkAbsent("VIDIOC_S_CTRL", errno);
        }
        return errno == 0;
    }

    /** A driver says in three ways that it has no such control, or none of such a value. */
    private void checkAbsent(String call, int errno) {
        if (errno != Errno.EINVAL && errno != Errno.ENOTTY && errno != Errno.ERANGE) {
            throw calls.failure(call, errno);
        }
    }

    private static ByteBuffer data(Control control) {
        return VideoCalls.structure(V4l2ControlLayout.SIZEOF).putInt(V4l2ControlLayout.ID, id(control));
    }

    private static int id(Control control) {
        return switch (control) {
            case ROTATION -> Videodev2.V4L2_CID_ROTATE;
            case HORIZONTAL_FLIP -> Videodev2.V4L2_CID_HFLIP;
            case VERTICAL_FLIP -> Videodev2.V4L2_CID_VFLIP;
            case LEAST_CAPTURE_BUFFERS -> Videodev2.V4L2_CID_MIN_BUFFERS_FOR_CAPTURE;
        };
    }
}
