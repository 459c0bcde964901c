package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.internal.Videodev2.V4l2CreateBuffersLayout;
import org.entrepot.linux.internal.Videodev2.V4l2ExportbufferLayout;

/** Memory that a driver makes for a queue: the descriptor keeps it, the queue's place for it goes when the node is closed. */
final class VideoMemory {
    private final VideoCalls calls;
    private final VideoFormats formats;
    private final int type;
    private final boolean passesOn;

    /**
     * Makes nothing yet.
     *
     * @param type of the queue
     * @param passesOn whether the queue is this opening's alone, as that of a memory-to-memory device is
     */
    VideoMemory(VideoCalls calls, VideoFormats formats, int type, boolean passesOn) {
        this.calls = calls;
        this.formats = formats;
        this.type = type;
        this.passesOn = passesOn;
    }

    /**
     * Makes memory, which is zero: the kernel lets no program see what was there ({@code videobuf2}).
     *
     * @param bytes whole pages
     * @return its descriptor, which is the caller's
     */
    int exported(long bytes) {
        if (passesOn) {
            // A buffer is no smaller than a picture of its queue's format.
            formats.set(type, new Format(formats.now(type).code(), 1, 1, 0, 0));
        }
        return exported(created(bytes));
    }

    /** A place of the queue with memory in it. */
    private int created(long bytes) {
        ByteBuffer data = Structure.of(V4l2CreateBuffersLayout.SIZEOF)
                .putInt(V4l2CreateBuffersLayout.COUNT, 1)
                .putInt(V4l2CreateBuffersLayout.MEMORY, Videodev2.V4L2_MEMORY_MMAP)
                .put(V4l2CreateBuffersLayout.FORMAT, formats.sized(type, bytes), 0, Videodev2.V4l2FormatLayout.SIZEOF);
        calls.made("VIDIOC_CREATE_BUFS", Videodev2.VIDIOC_CREATE_BUFS, data);
        int can = data.getInt(V4l2CreateBuffersLayout.CAPABILITIES);
        if ((can & Videodev2.V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS) == 0) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "memory of a video driver outlives its queue: capabilities=0x" + Integer.toHexString(can)
                            + " without V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS; use another heap");
        }
        return data.getInt(V4l2CreateBuffersLayout.INDEX);
    }

    private int exported(int index) {
        ByteBuffer data = Structure.of(V4l2ExportbufferLayout.SIZEOF)
                .putInt(V4l2ExportbufferLayout.TYPE, type)
                .putInt(V4l2ExportbufferLayout.INDEX, index)
                .putInt(V4l2ExportbufferLayout.FLAGS, Fcntl.O_CLOEXEC | Fcntl.O_RDWR);
        calls.made("VIDIOC_EXPBUF", Videodev2.VIDIOC_EXPBUF, data);
        return data.getInt(V4l2ExportbufferLayout.FD);
    }
}
