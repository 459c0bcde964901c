package org.entrepot.conformance;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Segment;

/** Whether segments keep a device's limits: written apart from any mapper, so that the two can disagree. */
final class Limits {
    private Limits() {}

    static boolean keeps(List<Segment> segments, Constraints limits) {
        return segments.size() <= limits.maxSegments() && segments.stream().allMatch(segment -> keeps(segment, limits));
    }

    private static boolean keeps(Segment segment, Constraints limits) {
        return Long.compareUnsigned(segment.lastAddress(), limits.highestAddress()) <= 0
                && segment.length() <= limits.maxSegmentSize()
                && Long.remainderUnsigned(segment.address(), limits.addressAlignment()) == 0
                && keepsBoundary(segment, limits.segmentBoundary());
    }

    private static boolean keepsBoundary(Segment segment, long boundary) {
        return boundary == 0
                || Long.divideUnsigned(segment.address(), boundary)
                        == Long.divideUnsigned(segment.lastAddress(), boundary);
    }
}
