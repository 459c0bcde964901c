package org.entrepot.linux.internal;

import static org.entrepot.linux.internal.Videodev2.VIDIOC_ENUM_FMT;
import static org.entrepot.linux.internal.Videodev2.VIDIOC_G_FMT;
import static org.entrepot.linux.internal.Videodev2.VIDIOC_S_FMT;
import static org.entrepot.linux.internal.Videodev2.VIDIOC_TRY_FMT;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.internal.Videodev2.V4l2FmtdescLayout;
import org.entrepot.linux.internal.Videodev2.V4l2FormatLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PixFormatLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PixFormatMplaneLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PlanePixFormatLayout;

/** The formats of a queue, by the calls for one plane or for several. */
final class VideoFormats {
    private static final int FMT = V4l2FormatLayout.FMT;
    private static final int PLANE = FMT + V4l2PixFormatMplaneLayout.PLANE_FMT;

    /** Fields that have all rows of a picture, in their order. */
    private static final Set<Integer> ORDERED = Set.of(
            Videodev2.V4L2_FIELD_ANY,
            Videodev2.V4L2_FIELD_NONE,
            Videodev2.V4L2_FIELD_INTERLACED,
            Videodev2.V4L2_FIELD_INTERLACED_TB,
            Videodev2.V4L2_FIELD_INTERLACED_BT);

    private final VideoCalls calls;
    private final boolean multiPlanar;

    VideoFormats(VideoCalls calls, boolean multiPlanar) {
        this.calls = calls;
        this.multiPlanar = multiPlanar;
    }

    /** The codes of all formats that the hardware itself has. */
    List<String> all(int type) {
        return codes(type, 0);
    }

    /** Those that are no pixels. */
    List<String> coded(int type) {
        return codes(type, Videodev2.V4L2_FMT_FLAG_COMPRESSED);
    }

    private List<String> codes(int type, int wanted) {
        List<String> codes = new ArrayList<>();
        ByteBuffer each = VideoCalls.structure(V4l2FmtdescLayout.SIZEOF).putInt(V4l2FmtdescLayout.TYPE, type);
        for (int index = 0; true; index++) {
            int errno = calls.tried(VIDIOC_ENUM_FMT, each.putInt(V4l2FmtdescLayout.INDEX, index));
            if (errno == Errno.EINVAL) {
                return List.copyOf(codes);
            }
            if (errno != 0) {
                throw calls.failure("VIDIOC_ENUM_FMT", errno);
            }
            int flags = each.getInt(V4l2FmtdescLayout.FLAGS);
            if ((flags & Videodev2.V4L2_FMT_FLAG_EMULATED) == 0 && (flags & wanted) == wanted) {
                codes.add(VideoCalls.code(each.getInt(V4l2FmtdescLayout.PIXELFORMAT)));
            }
        }
    }

    Format now(int type) {
        return read(asked(type));
    }

    private ByteBuffer asked(int type) {
        ByteBuffer format = VideoCalls.structure(V4l2FormatLayout.SIZEOF).putInt(V4l2FormatLayout.TYPE, type);
        calls.made("VIDIOC_G_FMT", VIDIOC_G_FMT, format);
        return format;
    }

    /** The structure of the format that a queue has now, but for buffers of so many bytes. */
    ByteBuffer sized(int type, long bytes) {
        ByteBuffer format = asked(type);
        Format now = read(format);
        if (planes(format) != 1) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a driver's own memory holds a whole picture: format=" + now.code() + " buffers=" + planes(format)
                            + "; use another heap, or set a format without an M at the end of its name, such as NV12");
        }
        if (bytes < now.bytes()) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a driver's own memory holds a picture of its queue's format: bytes=" + bytes + " format=" + now
                            + "; use another heap, or set a smaller format");
        }
        return format.putInt(
                multiPlanar ? PLANE + V4l2PlanePixFormatLayout.SIZEIMAGE : FMT + V4l2PixFormatLayout.SIZEIMAGE,
                Math.toIntExact(bytes));
    }

    Format tried(int type, Format wanted) {
        ByteBuffer format = written(type, wanted);
        calls.made("VIDIOC_TRY_FMT", VIDIOC_TRY_FMT, format);
        return read(format);
    }

    Format set(int type, Format wanted) {
        ByteBuffer format = written(type, wanted);
        calls.made("VIDIOC_S_FMT", VIDIOC_S_FMT, format);
        return read(format);
    }

    private ByteBuffer written(int type, Format wanted) {
        ByteBuffer format = VideoCalls.structure(V4l2FormatLayout.SIZEOF)
                .putInt(V4l2FormatLayout.TYPE, type)
                .putInt(FMT + V4l2PixFormatLayout.WIDTH, wanted.width())
                .putInt(FMT + V4l2PixFormatLayout.HEIGHT, wanted.height())
                .putInt(FMT + V4l2PixFormatLayout.PIXELFORMAT, DrmFourcc.code(wanted.code()))
                .putInt(FMT + V4l2PixFormatLayout.FIELD, Videodev2.V4L2_FIELD_NONE);
        int bytes = Math.toIntExact(wanted.bytes());
        return multiPlanar
                ? format.put(FMT + V4l2PixFormatMplaneLayout.NUM_PLANES, (byte) 1)
                        .putInt(PLANE + V4l2PlanePixFormatLayout.BYTESPERLINE, wanted.stride())
                        .putInt(PLANE + V4l2PlanePixFormatLayout.SIZEIMAGE, bytes)
                : format.putInt(FMT + V4l2PixFormatLayout.BYTESPERLINE, wanted.stride())
                        .putInt(FMT + V4l2PixFormatLayout.SIZEIMAGE, bytes);
    }

    private int planes(ByteBuffer format) {
        return multiPlanar ? format.get(FMT + V4l2PixFormatMplaneLayout.NUM_PLANES) : 1;
    }

    /** Width, height, code and field are in the same places in both forms; a test of the headers says so. */
    Format read(ByteBuffer format) {
        int stride = multiPlanar
                ? format.getInt(PLANE + V4l2PlanePixFormatLayout.BYTESPERLINE)
                : format.getInt(FMT + V4l2PixFormatLayout.BYTESPERLINE);
        return new Format(
                VideoCalls.code(format.getInt(FMT + V4l2PixFormatLayout.PIXELFORMAT)),
                format.getInt(FMT + V4l2PixFormatLayout.WIDTH),
                format.getInt(FMT + V4l2PixFormatLayout.HEIGHT),
                stride,
                bytes(format),
                !ORDERED.contains(format.getInt(FMT + V4l2PixFormatLayout.FIELD)));
    }

    private long bytes(ByteBuffer format) {
        if (!multiPlanar) {
            return Integer.toUnsignedLong(format.getInt(FMT + V4l2PixFormatLayout.SIZEIMAGE));
        }
        long bytes = 0;
        for (int plane = 0; plane < planes(format); plane++) {
            bytes += Integer.toUnsignedLong(format.getInt(
                    PLANE + plane * V4l2PlanePixFormatLayout.SIZEOF + V4l2PlanePixFormatLayout.SIZEIMAGE));
        }
        return bytes;
    }
}
