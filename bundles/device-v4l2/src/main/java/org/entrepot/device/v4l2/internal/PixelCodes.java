package org.entrepot.device.v4l2.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.PixelFormat;

/**
 * Pixel formats by V4L2's codes ({@code include/uapi/linux/videodev2.h}), which are not always DRM's: V4L2 names bytes in the
 * order in which they lie in memory. Formats whose planes are in several buffers are not among them.
 */
final class PixelCodes {
    private static final Map<String, PixelFormat> FORMATS = formats();
    private static final Map<PixelFormat, String> CODES = codes();

    private PixelCodes() {}

    private static Map<String, PixelFormat> formats() {
        Map<String, PixelFormat> formats = new LinkedHashMap<>();
        for (PixelFormat same : List.of(
                PixelFormat.NV12,
                PixelFormat.NV21,
                PixelFormat.NV16,
                PixelFormat.NV24,
                PixelFormat.P010,
                PixelFormat.I420,
                PixelFormat.YV12,
                PixelFormat.YUYV,
                PixelFormat.UYVY,
                PixelFormat.XRGB8888,
                PixelFormat.ARGB8888,
                PixelFormat.XBGR8888,
                PixelFormat.ABGR8888)) {
            formats.put(same.fourcc(), same);
        }
        formats.put("422P", PixelFormat.I422);
        formats.put("BGR3", PixelFormat.RGB888);
        formats.put("RGB3", PixelFormat.BGR888);
        formats.put("RGBP", PixelFormat.RGB565);
        formats.put("GREY", PixelFormat.R8);
        return Collections.unmodifiableMap(formats);
    }

    private static Map<PixelFormat, String> codes() {
        Map<PixelFormat, String> codes = new HashMap<>();
        FORMATS.forEach((code, format) -> codes.put(format, code));
        return Collections.unmodifiableMap(codes);
    }

    /** The format of a code; nothing if it is none of ours. */
    static Optional<PixelFormat> format(String code) {
        return Optional.ofNullable(FORMATS.get(code));
    }

    /** The code of a format; nothing if V4L2 has none. */
    static Optional<String> code(PixelFormat format) {
        return Optional.ofNullable(CODES.get(format));
    }
}
