package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.Videodev2.V4l2CreateBuffersLayout;
import org.entrepot.linux.internal.Videodev2.V4l2ExportbufferLayout;
import org.junit.jupiter.api.Test;

/** Memory of a video driver, of a kernel that is played. */
class VideoMemoryTest implements SysIoctl.Kernel {
    private static final int NEVER_OPENED = Integer.MAX_VALUE;
    private static final int DESCRIPTOR = 7;

    private final Set<Long> known =
            new TreeSet<>(Set.of(Videodev2.VIDIOC_G_FMT, Videodev2.VIDIOC_CREATE_BUFS, Videodev2.VIDIOC_EXPBUF));
    private final VideoCalls calls = new VideoCalls(Path.of("/dev/video7"), NEVER_OPENED, this);
    private final VideoMemory memory =
            new VideoMemory(calls, new VideoFormats(calls, false), Videodev2.V4L2_BUF_TYPE_VIDEO_CAPTURE, false);

    /** Every other call is answered as one of a device that was unplugged. */
    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        if (request == Videodev2.VIDIOC_CREATE_BUFS) {
            argument.putInt(V4l2CreateBuffersLayout.CAPABILITIES, Videodev2.V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS);
        }
        if (request == Videodev2.VIDIOC_EXPBUF) {
            argument.putInt(V4l2ExportbufferLayout.FD, DESCRIPTOR);
        }
        return known.contains(request) ? 0 : Errno.ENODEV;
    }

    @Test
    void shouldHandOutTheDescriptorThoughTheDeviceIsUnpluggedAfterIt() {
        assertThat(memory.exported(4096)).isEqualTo(DESCRIPTOR);
    }

    @Test
    void shouldSayThatTheDeviceWasUnpluggedBefore() {
        known.remove(Videodev2.VIDIOC_EXPBUF);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> memory.exported(4096))
                .withMessageContaining("VIDIOC_EXPBUF")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE);
    }
}
