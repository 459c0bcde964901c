package org.entrepot.linux.internal;

/** {@code <drm/drm_fourcc.h>}: pixel formats and their arrangement in memory. */
final class DrmFourcc {
    static final int DRM_FORMAT_XRGB8888 = code("XR24");
    static final int DRM_FORMAT_ARGB8888 = code("AR24");
    static final int DRM_FORMAT_XBGR8888 = code("XB24");
    static final int DRM_FORMAT_RGB888 = code("RG24");
    static final int DRM_FORMAT_RGB565 = code("RG16");
    static final int DRM_FORMAT_NV12 = code("NV12");
    static final int DRM_FORMAT_NV16 = code("NV16");
    static final int DRM_FORMAT_YUV420 = code("YU12");
    static final int DRM_FORMAT_YUYV = code("YUYV");

    static final long DRM_FORMAT_MOD_LINEAR = 0;
    static final long DRM_FORMAT_MOD_INVALID = 0x00ff_ffff_ffff_ffffL;

    private DrmFourcc() {}

    /** {@code fourcc_code}, and {@code v4l2_fourcc}: four letters as a number, the first lowest. */
    static int code(String letters) {
        return letters.charAt(0) | letters.charAt(1) << 8 | letters.charAt(2) << 16 | letters.charAt(3) << 24;
    }
}
