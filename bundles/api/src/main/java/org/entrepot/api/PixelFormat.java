package org.entrepot.api;

/**
 * Pixel formats, named as in DRM ({@code include/uapi/drm/drm_fourcc.h}) but for the three-plane ones, which have the names that
 * players and codecs use. Bytes are given in the order in which they lie in memory. A plane is made of samples: all that belongs
 * to one place of it. What a format is like follows the kernel's {@code struct drm_format_info} ({@code
 * drivers/gpu/drm/drm_fourcc.c}).
 */
public enum PixelFormat {
    /** 4:2:0, a plane of luma and a plane of interleaved Cb and Cr. */
    NV12("NV12", 2, 1, 2, 2, 2),
    /** 4:2:0, a plane of luma and a plane of interleaved Cr and Cb. */
    NV21("NV21", 2, 1, 2, 2, 2),
    /** 4:2:2, a plane of luma and a plane of interleaved Cb and Cr, half as wide. */
    NV16("NV16", 2, 1, 2, 2, 1),
    /** 4:4:4, a plane of luma and a plane of interleaved Cb and Cr. */
    NV24("NV24", 2, 1, 2, 1, 1),
    /** 4:2:0, ten bits in the high bits of two bytes; a plane of luma and a plane of interleaved Cb and Cr. */
    P010("P010", 2, 2, 4, 2, 2),
    /** 4:2:0, three planes: luma, Cb, Cr. DRM and V4L2 call it YUV420 ({@code YU12}). */
    I420("YU12", 3, 1, 1, 2, 2),
    /** 4:2:0, three planes: luma, Cr, Cb. DRM and V4L2 call it YVU420. */
    YV12("YV12", 3, 1, 1, 2, 2),
    /** 4:2:2, three planes: luma, Cb, Cr. DRM calls it YUV422 ({@code YU16}), V4L2 YUV422P. */
    I422("YU16", 3, 1, 1, 2, 1),
    /** 4:4:4, three planes: luma, Cb, Cr. DRM calls it YUV444 ({@code YU24}). */
    I444("YU24", 3, 1, 1, 1, 1),
    /** 4:2:2, packed: luma, Cb, luma, Cr make a macropixel of two pixels. */
    YUYV("YUYV", 1, 4, 0, 2, 1),
    /** 4:2:2, packed: Cb, luma, Cr, luma make a macropixel of two pixels. */
    UYVY("UYVY", 1, 4, 0, 2, 1),
    /** 32 bits a pixel: bytes blue, green, red, unused. */
    XRGB8888("XR24", 1, 4, 0, 1, 1),
    /** 32 bits a pixel: bytes blue, green, red, alpha. */
    ARGB8888("AR24", 1, 4, 0, 1, 1),
    /** 32 bits a pixel: bytes red, green, blue, unused. */
    XBGR8888("XB24", 1, 4, 0, 1, 1),
    /** 32 bits a pixel: bytes red, green, blue, alpha. */
    ABGR8888("AB24", 1, 4, 0, 1, 1),
    /** 24 bits a pixel: bytes blue, green, red. V4L2 calls it BGR24. */
    RGB888("RG24", 1, 3, 0, 1, 1),
    /** 24 bits a pixel: bytes red, green, blue. V4L2 calls it RGB24. */
    BGR888("BG24", 1, 3, 0, 1, 1),
    /** 16 bits a pixel, little-endian: five of red, six of green, five of blue. */
    RGB565("RG16", 1, 2, 0, 1, 1),
    /** Eight bits a pixel of one colour; of luma V4L2 calls it GREY. */
    R8("R8  ", 1, 1, 0, 1, 1);

    private final String fourcc;
    private final int planes;
    private final int firstPlaneBytes;
    private final int chromaPlaneBytes;
    private final int columnsPerSample;
    private final int rowsPerSample;

    /** Columns and rows are those that a sample of chroma covers, in a plane of its own or in a macropixel. */
    PixelFormat(
            String fourcc,
            int planes,
            int firstPlaneBytes,
            int chromaPlaneBytes,
            int columnsPerSample,
            int rowsPerSample) {
        this.fourcc = fourcc;
        this.planes = planes;
        this.firstPlaneBytes = firstPlaneBytes;
        this.chromaPlaneBytes = chromaPlaneBytes;
        this.columnsPerSample = columnsPerSample;
        this.rowsPerSample = rowsPerSample;
    }

    /**
     * Reads the name of a format or its four-character code, in any case.
     *
     * @throws IllegalArgumentException with the known names if there is none such
     */
    public static PixelFormat parse(String text) {
        for (PixelFormat format : values()) {
            if (format.fourcc.equalsIgnoreCase(text.strip())) {
                return format;
            }
        }
        return EnumWords.parse(PixelFormat.class, "format", text);
    }

    /** The four-character code of DRM, such as {@code YU12}; four characters also where the last ones are blanks. */
    public String fourcc() {
        return fourcc;
    }

    /** How many planes an image of this format has. */
    public int planes() {
        return planes;
    }

    /**
     * The bytes of one row of a plane without padding: whole samples, also where the last one covers only one column of two.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     * @param width of the image in pixels
     */
    public int rowBytes(int plane, int width) {
        return Math.multiplyExact(samples(width, columnsPerSample(plane)), sampleBytes(plane));
    }

    /**
     * The bytes of one sample of a plane: of all that belongs to one place of it, such as a pair of Cb and Cr, or a macropixel.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     */
    public int sampleBytes(int plane) {
        return checked(plane) == 0 ? firstPlaneBytes : chromaPlaneBytes;
    }

    /**
     * The columns of the image that one sample of a plane covers: 1 of luma, 2 of a macropixel.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     */
    public int columnsPerSample(int plane) {
        return checked(plane) == 0 && planes > 1 ? 1 : columnsPerSample;
    }

    /**
     * The rows of a plane without padding.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     * @param height of the image in rows
     */
    public int rows(int plane, int height) {
        return samples(height, checked(plane) == 0 ? 1 : rowsPerSample);
    }

    /**
     * Whether samples that a view of the memory shows in another order are still a picture of this format. Columns and rows are
     * exchanged only where chroma covers as many of the one as of the other. Columns are gone through in another order only
     * where a sample is one pixel, not two within a macropixel, and has 1, 2 or 4 bytes: a view reorders by the bits of an
     * address.
     *
     * @param orientation in which a device sees the image
     */
    public boolean canBeSeen(Orientation orientation) {
        boolean moved = orientation.swapsAxes() || orientation.reversesColumns();
        boolean exchangeable = columnsPerSample == rowsPerSample;
        boolean wholePixels = columnsPerSample(0) == 1 && Integer.bitCount(firstPlaneBytes) == 1;
        return (!orientation.swapsAxes() || exchangeable) && (!moved || wholePixels);
    }

    private int checked(int plane) {
        if (plane < 0 || plane >= planes) {
            throw new IllegalArgumentException(this + " has " + planes + " planes: plane=" + plane);
        }
        return plane;
    }

    private static int samples(int extent, int each) {
        return Math.addExact(extent, each - 1) / each;
    }
}
