package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Segment;

/** A unit that shows scattered memory at addresses of its own, the same for all worlds: 1 MiB of them from 64 KiB on. */
final class Iommu {
    private static final long FIRST = 0x1_0000;
    private static final long BEHIND = 0x11_0000;
    private static final int MOST_PAGES = 64;

    private Iommu() {}

    /** The device's addresses of a mapping; empty if there are none that the device takes. */
    static List<Segment> map(long bytes, List<Constraints> says) {
        for (long start = FIRST; start + bytes <= BEHIND; start += World.PAGE) {
            List<Segment> segments = Cuts.of(start, bytes, says);
            if (!segments.isEmpty() && segments.size() <= Cuts.most(says)) {
                return segments;
            }
        }
        return List.of();
    }

    /** What is left of limits behind it: the size that it can map. */
    static Constraints lift(Constraints limits) {
        long pages = 0;
        while (pages < MOST_PAGES
                && !map((pages + 1) * World.PAGE, List.of(limits)).isEmpty()) {
            pages++;
        }
        return limits.toBuilder()
                .addressBits(Long.SIZE)
                .addressAlignment(1)
                .maxSegments(Integer.MAX_VALUE)
                .maxSegmentSize(Long.MAX_VALUE)
                .segmentBoundary(0)
                .maxSize(Math.max(1, Math.min(limits.maxSize(), pages * World.PAGE)))
                .build();
    }
}
