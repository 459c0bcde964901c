package org.entrepot.exporter.tiler.internal;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which rows of slots devices have written since the CPU looked last. A device marks after it wrote, the CPU takes the mark before it
 * reads: what is written in between is marked again.
 */
final class Written {
    private final AtomicIntegerArray bands;

    /** Begins with nothing written. */
    Written(int bands) {
        this.bands = new AtomicIntegerArray(bands);
    }

    void mark(int band) {
        if (bands.get(band) == 0) {
            bands.set(band, 1);
        }
    }

    /** Whether a row of slots was written; not any more, afterwards. */
    boolean take(int band) {
        return bands.get(band) != 0 && bands.getAndSet(band, 0) != 0;
    }
}
