package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.PageFrames;

/**
 * How a run of addresses is cut for a device. A cut falls where the next segment starts aligned, if the device's limits leave such
 * a place; if not, the device takes one segment.
 *
 * @param alignment of each segment in bytes: whole pages
 * @param longest bytes of a segment
 * @param step bytes of a segment that another one follows; 0 if none can follow
 * @param boundary that no segment crosses; 0 for none
 * @param most segments
 */
record SegmentRule(long alignment, long longest, long step, long boundary, int most) {
    private static final long PAGE = PageFrames.PAGE_SIZE;

    static SegmentRule of(Constraints limits) {
        long boundary = limits.segmentBoundary();
        long alignment = wholePages(limits.addressAlignment());
        long whole = limits.maxSegmentSize() & -PAGE;
        long longest = boundary == 0 ? whole : Math.min(whole, boundary);
        long step = boundary % alignment == 0 ? longest / alignment * alignment : 0;
        return new SegmentRule(alignment, longest, step, boundary, limits.maxSegments());
    }

    /** The least common multiple with a page; what no address has if it is beyond any. */
    private static long wholePages(long alignment) {
        long common = Math.min(PAGE, Long.lowestOneBit(alignment));
        long rest = alignment / common;
        return rest > Long.MAX_VALUE / PAGE ? Long.MAX_VALUE & -PAGE : rest * PAGE;
    }

    /** How many bytes the device's segments hold together. */
    long capacity() {
        if (step == 0 || most == 1) {
            return longest;
        }
        if (boundary == 0) {
            return product(step, most);
        }
        long each = (boundary - 1) / step + 1;
        return saturated(product(boundary, most / each), most % each * step);
    }

    private static long product(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /**
     * Cuts a run.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} that names the constraint, what is wanted and what is offered
     */
    List<Segment> cut(long address, MapRequest request, String mapper) {
        List<Segment> segments = new ArrayList<>();
        long usual = step == 0 ? longest : step;
        long done = 0;
        while (done < request.bytes()) {
            long at = address + done;
            long part = Math.min(request.bytes() - done, most == 1 ? longest : usual);
            if (boundary != 0) {
                part = Math.min(part, boundary - (at & (boundary - 1)));
            }
            segments.add(new Segment(at, part));
            done += part;
        }
        check(segments, request, mapper);
        return List.copyOf(segments);
    }

    private void check(List<Segment> segments, MapRequest request, String mapper) {
        if (segments.size() > most) {
            throw request.refusal(mapper, Constraint.MAX_SEGMENTS, "at most " + most, segments.size() + " segments");
        }
        for (Segment segment : segments) {
            if (segment.address() % alignment != 0) {
                throw request.refusal(
                        mapper, Constraint.ADDRESS_ALIGNMENT, "multiples of " + alignment, "a segment at " + segment);
            }
        }
    }
}
