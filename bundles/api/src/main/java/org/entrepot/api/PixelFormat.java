package org.entrepot.api;

/**
 * Pixel formats, named as in V4L2 and DRM ({@code include/uapi/drm/drm_fourcc.h}). All are little-endian and linear.
 */
public enum PixelFormat {
    /** 4:2:0, a plane of luma and a plane of interleaved Cb and Cr. */
    NV12("NV12", 2, 1, 2),
    /** 4:2:0, three planes: luma, Cb, Cr. V4L2 calls it YUV420 ({@code YU12}). */
    I420("YU12", 3, 1, 1),
    /** 32 bits a pixel: bytes blue, green, red, unused. */
    XRGB8888("XR24", 1, 4, 0);

    private final String fourcc;
    private final int planes;
    private final int firstPlaneBytes;
    private final int chromaPlaneBytes;

    PixelFormat(String fourcc, int planes, int firstPlaneBytes, int chromaPlaneBytes) {
        this.fourcc = fourcc;
        this.planes = planes;
        this.firstPlaneBytes = firstPlaneBytes;
        this.chromaPlaneBytes = chromaPlaneBytes;
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

    /** The four-character code of DRM and V4L2, such as {@code YU12}. */
    public String fourcc() {
        return fourcc;
    }

    /** How many planes an image of this format has. */
    public int planes() {
        return planes;
    }

    /**
     * The bytes of one row of a plane without padding.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     * @param width of the image in pixels
     */
    public int rowBytes(int plane, int width) {
        return Math.multiplyExact(subsampled(plane, width), plane == 0 ? firstPlaneBytes : chromaPlaneBytes);
    }

    /**
     * The bytes of one sample of a plane: of all that belongs to one place of it, such as a pair of Cb and Cr.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     */
    public int sampleBytes(int plane) {
        subsampled(plane, 1);
        return plane == 0 ? firstPlaneBytes : chromaPlaneBytes;
    }

    /**
     * The rows of a plane without padding.
     *
     * @param plane 0 to {@link #planes()}{@code  - 1}
     * @param height of the image in rows
     */
    public int rows(int plane, int height) {
        return subsampled(plane, height);
    }

    private int subsampled(int plane, int extent) {
        if (plane < 0 || plane >= planes) {
            throw new IllegalArgumentException(this + " has " + planes + " planes: plane=" + plane);
        }
        return plane == 0 ? extent : Math.addExact(extent, 1) / 2;
    }
}
