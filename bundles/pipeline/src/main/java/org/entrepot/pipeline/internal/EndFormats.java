package org.entrepot.pipeline.internal;

import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.RgbBytes;
import org.entrepot.device.TransformDevice;

/**
 * In which formats a frame may be captured before a rotator, and shown behind it.
 *
 * @param captured those of the camera, the preferred first
 * @param shown those of the display, the preferred first
 */
record EndFormats(List<PixelFormat> captured, List<PixelFormat> shown) {
    /**
     * Those of one kind, RGB or luma and chroma, between which nothing but the order of bytes is converted: of the kind that the
     * camera prefers if that is possible with the rotator, else of the other.
     *
     * @return all of them where neither kind goes all the way
     */
    EndFormats ofOneKind(TransformDevice rotator) {
        boolean preferred = isRgb(captured.get(0));
        return Stream.of(only(preferred), only(!preferred))
                .filter(kind -> kind.isPossible(rotator))
                .findFirst()
                .orElse(this);
    }

    private EndFormats only(boolean rgb) {
        return new EndFormats(only(captured, rgb), only(shown, rgb));
    }

    private static List<PixelFormat> only(List<PixelFormat> formats, boolean rgb) {
        return formats.stream().filter(format -> isRgb(format) == rgb).toList();
    }

    private static boolean isRgb(PixelFormat format) {
        return RgbBytes.of(format).isPresent();
    }

    private boolean isPossible(TransformDevice rotator) {
        return captured.stream().anyMatch(rotator.inputFormats()::contains)
                && shown.stream().anyMatch(rotator.outputFormats()::contains);
    }
}
