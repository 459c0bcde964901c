package org.entrepot.exporter.tiler.internal;

import org.entrepot.api.Constraints;
import org.entrepot.api.Orientation;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Match;

/** Whether a device on the bus reaches a view, and takes rows as the view has them. */
final class Reach {
    /** No row of a view is longer, nor crosses a multiple of this. */
    static final long LONGEST_ROW = 32 << 10;

    private Reach() {}

    /** Whether a device could be shown an orientation. */
    static Match match(DeviceBus bus, DeviceDescription device, Constraints limits, Orientation orientation) {
        boolean turned = orientation != Orientation.ROTATE_0;
        int bits = turned ? Aperture.ALL_VIEWS_BITS : Aperture.NATURAL_BITS;
        // Where a turned row begins depends on the padding of the image: only what begins anywhere is sure of it.
        long alignment = turned ? 1 : Container.LEAST_ALIGNMENT;
        boolean fits = bus.carries(device)
                && limits.addressBits() >= bits
                && alignment % limits.addressAlignment() == 0
                && limits.maxSegmentSize() >= LONGEST_ROW
                && (limits.segmentBoundary() == 0 || limits.segmentBoundary() >= LONGEST_ROW);
        return fits ? Match.YES : Match.TRY_NEXT;
    }
}
