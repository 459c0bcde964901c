package org.entrepot.device.vfio.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.PageFrames;

/** One run of a device's addresses, cut as the device needs it. */
final class Segments {
    private Segments() {}

    /** Where a run begins that is to be cut into the fewest segments. */
    static long alignment(Constraints limits) {
        long ofDevice = leastCommonMultiple(PageFrames.PAGE_SIZE, limits.addressAlignment());
        return leastCommonMultiple(ofDevice, Math.max(1, limits.segmentBoundary()));
    }

    /** The same at a multiple of a large page, which the I/O MMU then translates with one entry. */
    static long alignment(Constraints limits, long page) {
        return leastCommonMultiple(alignment(limits), page);
    }

    private static long leastCommonMultiple(long a, long b) {
        long greatest = a;
        for (long rest = b; rest != 0; ) {
            long next = greatest % rest;
            greatest = rest;
            rest = next;
        }
        return Math.multiplyExact(a / greatest, b);
    }

    /**
     * Cuts a run.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} if the segments cannot keep the device's limits
     */
    static List<Segment> cut(long iova, MapRequest request, String mapper) {
        Constraints limits = request.constraints();
        List<Segment> segments = new ArrayList<>();
        for (long done = 0; done < request.bytes(); ) {
            check(iova + done, segments.size(), request, mapper);
            long length = limits.segment(iova + done, request.bytes() - done);
            segments.add(new Segment(iova + done, length));
            done += length;
        }
        return List.copyOf(segments);
    }

    private static void check(long address, int before, MapRequest request, String mapper) {
        Constraints limits = request.constraints();
        if (before >= limits.maxSegments()) {
            throw request.refusal(mapper, Constraint.MAX_SEGMENTS, "at most " + limits.maxSegments(), "more");
        }
        if (Long.remainderUnsigned(address, limits.addressAlignment()) != 0) {
            throw request.refusal(
                    mapper,
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + limits.addressAlignment(),
                    "a segment at 0x" + Long.toHexString(address));
        }
    }
}
