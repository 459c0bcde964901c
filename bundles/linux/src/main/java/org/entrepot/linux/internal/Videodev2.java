package org.entrepot.linux.internal;

/** {@code <linux/videodev2.h>}: capture, output and memory-to-memory devices. Structures as 64-bit machines have them. */
final class Videodev2 {
    static final int V4L2_BUF_TYPE_VIDEO_CAPTURE = 1;
    static final int V4L2_BUF_TYPE_VIDEO_OUTPUT = 2;
    static final int V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE = 9;
    static final int V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE = 10;
    static final int V4L2_MEMORY_MMAP = 1;
    static final int V4L2_MEMORY_USERPTR = 2;
    static final int V4L2_MEMORY_DMABUF = 4;
    static final int V4L2_FIELD_ANY = 0;
    static final int V4L2_FIELD_NONE = 1;
    static final int V4L2_FIELD_INTERLACED = 4;
    static final int V4L2_FIELD_INTERLACED_TB = 8;
    static final int V4L2_FIELD_INTERLACED_BT = 9;
    static final int VIDEO_MAX_PLANES = 8;

    static final int V4L2_CAP_VIDEO_CAPTURE = 0x00000001;
    static final int V4L2_CAP_VIDEO_OUTPUT = 0x00000002;
    static final int V4L2_CAP_VIDEO_CAPTURE_MPLANE = 0x00001000;
    static final int V4L2_CAP_VIDEO_OUTPUT_MPLANE = 0x00002000;
    static final int V4L2_CAP_VIDEO_M2M_MPLANE = 0x00004000;
    static final int V4L2_CAP_VIDEO_M2M = 0x00008000;
    static final int V4L2_CAP_STREAMING = 0x04000000;
    static final int V4L2_CAP_DEVICE_CAPS = 0x80000000;

    static final int V4L2_FMT_FLAG_COMPRESSED = 0x0001;
    static final int V4L2_FMT_FLAG_EMULATED = 0x0002;
    static final int V4L2_BUF_CAP_SUPPORTS_MMAP = 1;
    static final int V4L2_BUF_CAP_SUPPORTS_USERPTR = 2;
    static final int V4L2_BUF_CAP_SUPPORTS_DMABUF = 4;
    static final int V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS = 16;
    static final int V4L2_BUF_FLAG_QUEUED = 0x00000002;
    static final int V4L2_BUF_FLAG_DONE = 0x00000004;
    static final int V4L2_BUF_FLAG_ERROR = 0x00000040;
    static final int V4L2_BUF_FLAG_TIMESTAMP_MASK = 0x0000e000;
    static final int V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC = 0x00002000;
    static final int V4L2_BUF_FLAG_LAST = 0x00100000;
    static final int V4L2_FRMSIZE_TYPE_DISCRETE = 1;
    static final int V4L2_FRMSIZE_TYPE_CONTINUOUS = 2;
    static final int V4L2_FRMSIZE_TYPE_STEPWISE = 3;

    static final int V4L2_ENC_CMD_STOP = 1;

    static final int V4L2_CID_HFLIP = 0x00980914;
    static final int V4L2_CID_VFLIP = 0x00980915;
    static final int V4L2_CID_ROTATE = 0x00980922;
    static final int V4L2_CID_MIN_BUFFERS_FOR_CAPTURE = 0x00980927;

    static final int V4L2_PIX_FMT_NV12 = DrmFourcc.code("NV12");
    static final int V4L2_PIX_FMT_NV12M = DrmFourcc.code("NM12");
    static final int V4L2_PIX_FMT_NV16 = DrmFourcc.code("NV16");
    static final int V4L2_PIX_FMT_YUV420 = DrmFourcc.code("YU12");
    static final int V4L2_PIX_FMT_YUYV = DrmFourcc.code("YUYV");
    static final int V4L2_PIX_FMT_RGB24 = DrmFourcc.code("RGB3");
    static final int V4L2_PIX_FMT_XRGB32 = DrmFourcc.code("BX24");
    static final int V4L2_PIX_FMT_XBGR32 = DrmFourcc.code("XR24");
    static final int V4L2_PIX_FMT_FWHT = DrmFourcc.code("FWHT");

    static final long VIDIOC_QUERYCAP = Ioctl.ior('V', 0, V4l2CapabilityLayout.SIZEOF);
    static final long VIDIOC_ENUM_FMT = Ioctl.iowr('V', 2, V4l2FmtdescLayout.SIZEOF);
    static final long VIDIOC_G_FMT = Ioctl.iowr('V', 4, V4l2FormatLayout.SIZEOF);
    static final long VIDIOC_S_FMT = Ioctl.iowr('V', 5, V4l2FormatLayout.SIZEOF);
    static final long VIDIOC_REQBUFS = Ioctl.iowr('V', 8, V4l2RequestbuffersLayout.SIZEOF);
    static final long VIDIOC_QUERYBUF = Ioctl.iowr('V', 9, V4l2BufferLayout.SIZEOF);
    static final long VIDIOC_QBUF = Ioctl.iowr('V', 15, V4l2BufferLayout.SIZEOF);
    static final long VIDIOC_EXPBUF = Ioctl.iowr('V', 16, V4l2ExportbufferLayout.SIZEOF);
    static final long VIDIOC_DQBUF = Ioctl.iowr('V', 17, V4l2BufferLayout.SIZEOF);
    static final long VIDIOC_STREAMON = Ioctl.iow('V', 18, Integer.BYTES);
    static final long VIDIOC_STREAMOFF = Ioctl.iow('V', 19, Integer.BYTES);
    static final long VIDIOC_G_PARM = Ioctl.iowr('V', 21, V4l2StreamparmLayout.SIZEOF);
    static final long VIDIOC_S_PARM = Ioctl.iowr('V', 22, V4l2StreamparmLayout.SIZEOF);
    static final long VIDIOC_G_CTRL = Ioctl.iowr('V', 27, V4l2ControlLayout.SIZEOF);
    static final long VIDIOC_S_CTRL = Ioctl.iowr('V', 28, V4l2ControlLayout.SIZEOF);
    static final long VIDIOC_G_INPUT = Ioctl.ior('V', 38, Integer.BYTES);
    static final long VIDIOC_S_INPUT = Ioctl.iowr('V', 39, Integer.BYTES);
    static final long VIDIOC_TRY_FMT = Ioctl.iowr('V', 64, V4l2FormatLayout.SIZEOF);
    static final long VIDIOC_ENUM_FRAMESIZES = Ioctl.iowr('V', 74, V4l2FrmsizeenumLayout.SIZEOF);
    static final long VIDIOC_ENCODER_CMD = Ioctl.iowr('V', 77, V4l2EncoderCmdLayout.SIZEOF);
    static final long VIDIOC_CREATE_BUFS = Ioctl.iowr('V', 92, V4l2CreateBuffersLayout.SIZEOF);

    private Videodev2() {}

    /** {@code struct v4l2_capability}. */
    static final class V4l2CapabilityLayout {
        static final int SIZEOF = 104;
        static final int DRIVER = 0;
        static final int CARD = 16;
        static final int BUS_INFO = 48;
        static final int VERSION = 80;
        static final int CAPABILITIES = 84;
        static final int DEVICE_CAPS = 88;

        private V4l2CapabilityLayout() {}
    }

    /** {@code struct v4l2_control}. */
    static final class V4l2ControlLayout {
        static final int SIZEOF = 8;
        static final int ID = 0;
        static final int VALUE = 4;

        private V4l2ControlLayout() {}
    }

    /** {@code struct v4l2_encoder_cmd}. */
    static final class V4l2EncoderCmdLayout {
        static final int SIZEOF = 40;
        static final int CMD = 0;
        static final int FLAGS = 4;

        private V4l2EncoderCmdLayout() {}
    }

    /** {@code struct v4l2_fmtdesc}. */
    static final class V4l2FmtdescLayout {
        static final int SIZEOF = 64;
        static final int INDEX = 0;
        static final int TYPE = 4;
        static final int FLAGS = 8;
        static final int DESCRIPTION = 12;
        static final int PIXELFORMAT = 44;
        static final int MBUS_CODE = 48;

        private V4l2FmtdescLayout() {}
    }

    /** {@code struct v4l2_format}; the kind of {@code FMT} goes by {@code TYPE}. */
    static final class V4l2FormatLayout {
        static final int SIZEOF = 208;
        static final int TYPE = 0;
        static final int FMT = 8;

        private V4l2FormatLayout() {}
    }

    /** {@code struct v4l2_pix_format}: all planes in one buffer. */
    static final class V4l2PixFormatLayout {
        static final int SIZEOF = 48;
        static final int WIDTH = 0;
        static final int HEIGHT = 4;
        static final int PIXELFORMAT = 8;
        static final int FIELD = 12;
        static final int BYTESPERLINE = 16;
        static final int SIZEIMAGE = 20;
        static final int COLORSPACE = 24;
        static final int PRIV = 28;
        static final int FLAGS = 32;

        private V4l2PixFormatLayout() {}
    }

    /** {@code struct v4l2_pix_format_mplane}: each plane in a buffer of its own. Packed. */
    static final class V4l2PixFormatMplaneLayout {
        static final int SIZEOF = 192;
        static final int WIDTH = 0;
        static final int HEIGHT = 4;
        static final int PIXELFORMAT = 8;
        static final int FIELD = 12;
        static final int COLORSPACE = 16;
        static final int PLANE_FMT = 20;
        static final int NUM_PLANES = 180;
        static final int FLAGS = 181;

        private V4l2PixFormatMplaneLayout() {}
    }

    /** {@code struct v4l2_plane_pix_format}. Packed. */
    static final class V4l2PlanePixFormatLayout {
        static final int SIZEOF = 20;
        static final int SIZEIMAGE = 0;
        static final int BYTESPERLINE = 4;

        private V4l2PlanePixFormatLayout() {}
    }

    /** {@code struct v4l2_streamparm}; the kind of {@code PARM} goes by {@code TYPE}. */
    static final class V4l2StreamparmLayout {
        static final int SIZEOF = 204;
        static final int TYPE = 0;
        static final int PARM = 4;

        private V4l2StreamparmLayout() {}
    }

    /** {@code struct v4l2_captureparm}; that of an output has its time in the same place. */
    static final class V4l2CaptureparmLayout {
        static final int SIZEOF = 40;
        static final int CAPABILITY = 0;
        static final int TIMEPERFRAME = 8;

        private V4l2CaptureparmLayout() {}
    }

    /** {@code struct v4l2_fract}. */
    static final class V4l2FractLayout {
        static final int SIZEOF = 8;
        static final int NUMERATOR = 0;
        static final int DENOMINATOR = 4;

        private V4l2FractLayout() {}
    }

    /** {@code struct v4l2_frmsizeenum}; the union of sizes begins at {@code DISCRETE}, and at {@code STEPWISE}. */
    static final class V4l2FrmsizeenumLayout {
        static final int SIZEOF = 44;
        static final int INDEX = 0;
        static final int PIXEL_FORMAT = 4;
        static final int TYPE = 8;
        static final int DISCRETE = 12;
        static final int STEPWISE = 12;

        private V4l2FrmsizeenumLayout() {}
    }

    /** {@code struct v4l2_frmsize_stepwise}. */
    static final class V4l2FrmsizeStepwiseLayout {
        static final int SIZEOF = 24;
        static final int MIN_WIDTH = 0;
        static final int MAX_WIDTH = 4;
        static final int STEP_WIDTH = 8;
        static final int MIN_HEIGHT = 12;
        static final int MAX_HEIGHT = 16;
        static final int STEP_HEIGHT = 20;

        private V4l2FrmsizeStepwiseLayout() {}
    }

    /** {@code struct v4l2_requestbuffers}. */
    static final class V4l2RequestbuffersLayout {
        static final int SIZEOF = 20;
        static final int COUNT = 0;
        static final int TYPE = 4;
        static final int MEMORY = 8;
        static final int CAPABILITIES = 12;
        static final int FLAGS = 16;

        private V4l2RequestbuffersLayout() {}
    }

    /** {@code struct v4l2_create_buffers}. */
    static final class V4l2CreateBuffersLayout {
        static final int SIZEOF = 256;
        static final int INDEX = 0;
        static final int COUNT = 4;
        static final int MEMORY = 8;
        static final int FORMAT = 16;
        static final int CAPABILITIES = 224;

        private V4l2CreateBuffersLayout() {}
    }

    /** {@code struct v4l2_buffer}; {@code M} is a descriptor, an offset or the address of planes, by {@code MEMORY} and {@code TYPE}. */
    static final class V4l2BufferLayout {
        static final int SIZEOF = 88;
        static final int INDEX = 0;
        static final int TYPE = 4;
        static final int BYTESUSED = 8;
        static final int FLAGS = 12;
        static final int FIELD = 16;
        static final int TIMESTAMP = 24;
        static final int TIMECODE = 40;
        static final int SEQUENCE = 56;
        static final int MEMORY = 60;
        static final int M = 64;
        static final int LENGTH = 72;
        static final int REQUEST_FD = 80;

        private V4l2BufferLayout() {}
    }

    /** {@code struct v4l2_plane}; {@code M} is a descriptor or an offset, by the buffer's {@code MEMORY}. */
    static final class V4l2PlaneLayout {
        static final int SIZEOF = 64;
        static final int BYTESUSED = 0;
        static final int LENGTH = 4;
        static final int M = 8;
        static final int DATA_OFFSET = 16;

        private V4l2PlaneLayout() {}
    }

    /** {@code struct v4l2_exportbuffer}. */
    static final class V4l2ExportbufferLayout {
        static final int SIZEOF = 64;
        static final int TYPE = 0;
        static final int INDEX = 4;
        static final int PLANE = 8;
        static final int FLAGS = 12;
        static final int FD = 16;

        private V4l2ExportbufferLayout() {}
    }
}
