package org.entrepot.linux.internal;

import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_CAPTURE;
import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_CAPTURE_MPLANE;
import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_M2M;
import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_M2M_MPLANE;
import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_OUTPUT;
import static org.entrepot.linux.internal.Videodev2.V4L2_CAP_VIDEO_OUTPUT_MPLANE;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.internal.Poll.PollfdLayout;
import org.entrepot.linux.internal.Videodev2.V4l2BufferLayout;
import org.entrepot.linux.internal.Videodev2.V4l2CapabilityLayout;
import org.entrepot.linux.internal.Videodev2.V4l2EncoderCmdLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PlaneLayout;
import org.entrepot.linux.internal.Videodev2.V4l2RequestbuffersLayout;

/** An open node of {@code /dev/video*}. */
final class VideoNode implements VideoDevice {
    private static final int SINGLE = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_M2M;
    private static final int WRITES =
            V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE;
    private static final int READS =
            V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_OUTPUT_MPLANE | V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE;

    private final Path node;
    private final VideoCalls calls;
    private final Identity identity;
    private final boolean multiPlanar;
    private final VideoFormats formats;
    private final VideoPace pace;
    private final VideoControls controls;

    /**
     * Takes an open node over.
     *
     * @throws EntrepotException if it is no video device; the descriptor is still the caller's then
     */
    VideoNode(Path node, int fd) {
        this.node = node;
        this.calls = new VideoCalls(node, fd);
        ByteBuffer capability = VideoCalls.structure(V4l2CapabilityLayout.SIZEOF);
        calls.made("VIDIOC_QUERYCAP", Videodev2.VIDIOC_QUERYCAP, capability);
        int can = capabilities(capability);
        this.identity = new Identity(
                VideoCalls.text(capability, V4l2CapabilityLayout.DRIVER, 16),
                VideoCalls.text(capability, V4l2CapabilityLayout.CARD, 32),
                VideoCalls.text(capability, V4l2CapabilityLayout.BUS_INFO, 32),
                queues(can));
        this.multiPlanar = (can & SINGLE) == 0;
        this.formats = new VideoFormats(calls, multiPlanar);
        this.pace = new VideoPace(calls);
        this.controls = new VideoControls(calls);
    }

    /** Those of the node where the driver tells them apart from those of the whole device. */
    private static int capabilities(ByteBuffer capability) {
        int whole = capability.getInt(V4l2CapabilityLayout.CAPABILITIES);
        return (whole & Videodev2.V4L2_CAP_DEVICE_CAPS) == 0
                ? whole
                : capability.getInt(V4l2CapabilityLayout.DEVICE_CAPS);
    }

    private static Set<Queue> queues(int can) {
        Set<Queue> queues = EnumSet.noneOf(Queue.class);
        if ((can & Videodev2.V4L2_CAP_STREAMING) != 0 && (can & WRITES) != 0) {
            queues.add(Queue.CAPTURE);
        }
        if ((can & Videodev2.V4L2_CAP_STREAMING) != 0 && (can & READS) != 0) {
            queues.add(Queue.OUTPUT);
        }
        return queues;
    }

    private int type(Queue queue) {
        return switch (queue) {
            case CAPTURE ->
                multiPlanar ? Videodev2.V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : Videodev2.V4L2_BUF_TYPE_VIDEO_CAPTURE;
            case OUTPUT ->
                multiPlanar ? Videodev2.V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE : Videodev2.V4L2_BUF_TYPE_VIDEO_OUTPUT;
        };
    }

    /** What makes memory of its driver's own. */
    VideoMemory memory(Queue queue) {
        return new VideoMemory(calls, formats, type(queue), identity.queues().size() > 1);
    }

    @Override
    public Path node() {
        return node;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public List<String> formats(Queue queue) {
        return formats.all(type(queue));
    }

    @Override
    public List<String> coded(Queue queue) {
        return formats.coded(type(queue));
    }

    @Override
    public Format format(Queue queue) {
        return formats.now(type(queue));
    }

    @Override
    public Format tried(Queue queue, Format wanted) {
        return formats.tried(type(queue), wanted);
    }

    @Override
    public Format set(Queue queue, Format wanted) {
        return formats.set(type(queue), wanted);
    }

    @Override
    public Duration pace(Queue queue) {
        return pace.now(type(queue));
    }

    @Override
    public Duration pace(Queue queue, Duration wanted) {
        return pace.set(type(queue), wanted);
    }

    @Override
    public OptionalInt control(Control control) {
        return controls.get(control);
    }

    @Override
    public boolean set(Control control, int value) {
        return controls.set(control, value);
    }

    @Override
    public int request(Queue queue, int buffers) {
        ByteBuffer request = VideoCalls.structure(V4l2RequestbuffersLayout.SIZEOF)
                .putInt(V4l2RequestbuffersLayout.COUNT, buffers)
                .putInt(V4l2RequestbuffersLayout.TYPE, type(queue))
                .putInt(V4l2RequestbuffersLayout.MEMORY, Videodev2.V4L2_MEMORY_DMABUF);
        calls.made("VIDIOC_REQBUFS", Videodev2.VIDIOC_REQBUFS, request);
        return request.getInt(V4l2RequestbuffersLayout.COUNT);
    }

    @Override
    public void queue(Queue queue, int index, int descriptor, long bytes, long used) {
        if (!tryQueue(queue, index, descriptor, bytes, used)) {
            throw calls.failure("VIDIOC_QBUF", Errno.EFAULT);
        }
    }

    @Override
    public boolean tryQueue(Queue queue, int index, int descriptor, long bytes, long used) {
        int length = Math.toIntExact(bytes);
        ByteBuffer plane = plane();
        ByteBuffer buffer = buffer(queue, plane).putInt(V4l2BufferLayout.INDEX, index);
        if (multiPlanar) {
            plane.putInt(V4l2PlaneLayout.M, descriptor)
                    .putInt(V4l2PlaneLayout.LENGTH, length)
                    .putInt(V4l2PlaneLayout.BYTESUSED, Math.toIntExact(used));
        } else {
            buffer.putInt(V4l2BufferLayout.M, descriptor)
                    .putInt(V4l2BufferLayout.LENGTH, length)
                    .putInt(V4l2BufferLayout.BYTESUSED, Math.toIntExact(used));
        }
        try {
            int errno = calls.tried(Videodev2.VIDIOC_QBUF, buffer);
            if (errno != 0 && errno != Errno.EFAULT) {
                throw calls.failure("VIDIOC_QBUF", errno);
            }
            return errno == 0;
        } finally {
            // The kernel was given its address, of which the JVM knows nothing.
            Reference.reachabilityFence(plane);
        }
    }

    private static ByteBuffer plane() {
        return VideoCalls.structure(V4l2PlaneLayout.SIZEOF);
    }

    /** A buffer that points at its one plane, which the caller keeps as long as the kernel looks at it. */
    private ByteBuffer buffer(Queue queue, ByteBuffer plane) {
        ByteBuffer buffer = VideoCalls.structure(V4l2BufferLayout.SIZEOF)
                .putInt(V4l2BufferLayout.TYPE, type(queue))
                .putInt(V4l2BufferLayout.FIELD, Videodev2.V4L2_FIELD_NONE)
                .putInt(V4l2BufferLayout.MEMORY, Videodev2.V4L2_MEMORY_DMABUF);
        return multiPlanar
                ? buffer.putLong(V4l2BufferLayout.M, Pointer.nativeValue(Native.getDirectBufferPointer(plane)))
                        .putInt(V4l2BufferLayout.LENGTH, 1)
                : buffer;
    }

    @Override
    public Optional<Done> dequeue(Queue queue, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        ByteBuffer plane = plane();
        ByteBuffer buffer = buffer(queue, plane);
        while (true) {
            int events = await(queue, deadline);
            int errno = calls.tried(Videodev2.VIDIOC_DQBUF, buffer);
            if (errno == 0) {
                return Optional.of(multiPlanar ? DoneBuffer.ofPlane(buffer, plane) : DoneBuffer.of(buffer));
            }
            // An error that is ready and nothing to take: waiting would not end, and is over at once.
            if (errno != Errno.EAGAIN || (events & Poll.POLLERR) != 0) {
                throw errno == Errno.EAGAIN ? idle() : calls.failure("VIDIOC_DQBUF", errno);
            }
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
        }
    }

    private EntrepotException idle() {
        return new EntrepotException(
                Reason.IO, "a queue that is waited for is at work: node=" + node + "; start it, and queue a buffer");
    }

    private int await(Queue queue, long deadline) {
        int wanted = queue == Queue.CAPTURE ? Poll.POLLIN : Poll.POLLOUT;
        ByteBuffer waited = VideoCalls.structure(PollfdLayout.SIZEOF)
                .putInt(PollfdLayout.FD, calls.descriptor())
                .putShort(PollfdLayout.EVENTS, (short) wanted);
        long left = Math.max(0, deadline - System.nanoTime());
        int milliseconds = (int)
                Math.min(Integer.MAX_VALUE, Duration.ofNanos(left + 999_999).toMillis());
        if (Poll.poll(waited, 1, milliseconds) < 0 && !Errno.isToBeTriedAgain()) {
            throw Errno.failure("poll(" + node + ")");
        }
        return waited.getShort(PollfdLayout.REVENTS);
    }

    @Override
    public boolean finish() {
        ByteBuffer command = VideoCalls.structure(V4l2EncoderCmdLayout.SIZEOF)
                .putInt(V4l2EncoderCmdLayout.CMD, Videodev2.V4L2_ENC_CMD_STOP);
        int errno = calls.tried(Videodev2.VIDIOC_ENCODER_CMD, command);
        if (errno != 0 && errno != Errno.ENOTTY && errno != Errno.EINVAL) {
            throw calls.failure("VIDIOC_ENCODER_CMD", errno);
        }
        return errno == 0;
    }

    @Override
    public void start(Queue queue) {
        calls.made("VIDIOC_STREAMON", Videodev2.VIDIOC_STREAMON, typed(queue));
    }

    @Override
    public void stop(Queue queue) {
        calls.made("VIDIOC_STREAMOFF", Videodev2.VIDIOC_STREAMOFF, typed(queue));
    }

    private ByteBuffer typed(Queue queue) {
        return VideoCalls.structure(Integer.BYTES).putInt(0, type(queue));
    }

    @Override
    public void close() {
        calls.close();
    }
}
