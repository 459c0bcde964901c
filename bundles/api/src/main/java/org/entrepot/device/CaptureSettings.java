package org.entrepot.device;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to capture.
 *
 * @param source for an emulated camera: a {@code .y4m} file, a folder of pictures, or one picture that is panned over; empty
 *     for the device's own picture (an emulated camera shows a test pattern with a frame counter)
 * @param width wanted pixels of a row, even; 0 for the source's own
 * @param height wanted rows, even; 0 for the source's own
 */
public record CaptureSettings(Optional<Path> source, int width, int height) {
    /** Checks that both extents are given or none, even and not negative. */
    public CaptureSettings {
        boolean none = width == 0 && height == 0;
        boolean both = width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0;
        if (!none && !both) {
            throw new IllegalArgumentException("a picture size is two even positive numbers: size=" + width + "x"
                    + height + "; give both or none");
        }
    }
}
