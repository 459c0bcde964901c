package org.entrepot.exporter.tiler.internal;

import org.entrepot.api.Orientation;

/** What {@link Orientation} says in words, written down once more for tests to go by. */
final class Seen {
    private Seen() {}

    /** Where in an image the pixel lies that a device sees at a place. */
    static int[] place(Orientation orientation, int x, int y, int width, int height) {
        return switch (orientation) {
            case ROTATE_0 -> new int[] {x, y};
            case ROTATE_90 -> new int[] {y, height - 1 - x};
            case ROTATE_180 -> new int[] {width - 1 - x, height - 1 - y};
            case ROTATE_270 -> new int[] {width - 1 - y, x};
            case REFLECT_X -> new int[] {width - 1 - x, y};
            case REFLECT_Y -> new int[] {x, height - 1 - y};
            case TRANSPOSE -> new int[] {y, x};
            case TRANSVERSE -> new int[] {width - 1 - y, height - 1 - x};
        };
    }
}
