package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.internal.Videodev2.V4l2BufferLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PlaneLayout;

/** What a driver says of a buffer with which it is done ({@code struct v4l2_buffer}). */
final class DoneBuffer {
    private DoneBuffer() {}

    /** Of a queue with the calls for one plane. */
    static Done of(ByteBuffer buffer) {
        return of(buffer, buffer.getInt(V4l2BufferLayout.BYTESUSED), true);
    }

    /**
     * Of a queue with the calls for several planes, of which it has one. A picture that begins behind the buffer's first byte is
     * not found there.
     */
    static Done ofPlane(ByteBuffer buffer, ByteBuffer plane) {
        return of(buffer, plane.getInt(V4l2PlaneLayout.BYTESUSED), plane.getInt(V4l2PlaneLayout.DATA_OFFSET) == 0);
    }

    private static Done of(ByteBuffer buffer, int used, boolean fromTheFirst) {
        int flags = buffer.getInt(V4l2BufferLayout.FLAGS);
        return new Done(
                buffer.getInt(V4l2BufferLayout.INDEX),
                Integer.toUnsignedLong(used),
                Integer.toUnsignedLong(buffer.getInt(V4l2BufferLayout.SEQUENCE)),
                timestamp(buffer, flags),
                (flags & Videodev2.V4L2_BUF_FLAG_ERROR) == 0 && fromTheFirst,
                (flags & Videodev2.V4L2_BUF_FLAG_LAST) != 0);
    }

    /** Only the monotonic clock of the kernel is the JVM's. */
    private static long timestamp(ByteBuffer buffer, int flags) {
        if ((flags & Videodev2.V4L2_BUF_FLAG_TIMESTAMP_MASK) != Videodev2.V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) {
            return System.nanoTime();
        }
        long seconds = buffer.getLong(V4l2BufferLayout.TIMESTAMP);
        long microseconds = buffer.getLong(V4l2BufferLayout.TIMESTAMP + Long.BYTES);
        return seconds * 1_000_000_000L + microseconds * 1_000L;
    }
}
