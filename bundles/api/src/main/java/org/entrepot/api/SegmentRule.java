package org.entrepot.api;

/**
 * How runs are cut into segments.
 *
 * @param longest bytes of a segment, whole pages
 * @param step bytes of a segment that another one follows, so that it begins at a multiple; 0 if none can follow
 * @param boundary that no segment crosses; 0 for none
 * @param alignedBoundary whether a segment can begin at each boundary
 */
record SegmentRule(long longest, long step, long boundary, boolean alignedBoundary) {
    static SegmentRule of(Constraints limits) {
        long longest = limits.maxSegmentSize() & -ConstraintField.PAGE;
        long boundary = boundary(limits);
        // Whole pages of which each begins at a multiple.
        long unit = Multiples.common(limits.addressAlignment(), ConstraintField.PAGE, Long.MAX_VALUE);
        return new SegmentRule(longest, longest - longest % unit, boundary, boundary % unit == 0);
    }

    /** No segment crosses a boundary, nor what is out of reach between two blocks of addresses. */
    private static long boundary(Constraints limits) {
        if (limits.reachesUpToALimit()) {
            return limits.segmentBoundary();
        }
        long block = 1L << limits.addressBits();
        return limits.segmentBoundary() == 0 ? block : Math.min(limits.segmentBoundary(), block);
    }

    /** The bytes of the first segment. */
    long first(long address, long bytes) {
        long upTo = upToBoundary(address, bytes);
        if (upTo <= longest) {
            return upTo;
        }
        return step == 0 ? longest : step;
    }

    /** How many segments a run makes that begins at a multiple; {@link Long#MAX_VALUE} if it cannot be cut. */
    long count(long address, long bytes) {
        long upTo = upToBoundary(address, bytes);
        long behind = bytes - upTo;
        if (behind == 0) {
            return pieces(upTo);
        }
        boolean cut = alignedBoundary && (step > 0 || boundary <= longest);
        return cut ? pieces(upTo) + behind / boundary * pieces(boundary) + pieces(behind % boundary) : Long.MAX_VALUE;
    }

    private long upToBoundary(long address, long bytes) {
        return boundary == 0 ? bytes : Math.min(bytes, boundary - (address & (boundary - 1)));
    }

    private long pieces(long bytes) {
        if (bytes <= longest) {
            return bytes == 0 ? 0 : 1;
        }
        return step == 0 ? Long.MAX_VALUE : (bytes - longest - 1) / step + 2;
    }
}
