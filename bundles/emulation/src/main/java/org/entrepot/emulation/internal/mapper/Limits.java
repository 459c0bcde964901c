package org.entrepot.emulation.internal.mapper;

import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.MapRequest;

/** Whether segments keep a device's limits, and which one they break. */
final class Limits {
    private Limits() {}

    /**
     * Checks segments before the device is told of them.
     *
     * @throws org.entrepot.api.EntrepotException with {@link Reason#REFUSED} that names the constraint, what is wanted and what is offered
     */
    static void check(List<Segment> segments, MapRequest request, String mapper) {
        Constraints limits = request.constraints();
        if (segments.size() > limits.maxSegments()) {
            throw request.refusal(
                    mapper, Constraint.MAX_SEGMENTS, "at most " + limits.maxSegments(), segments.size() + " segments");
        }
        for (Segment segment : segments) {
            if (Long.compareUnsigned(segment.lastAddress(), limits.highestAddress()) > 0) {
                throw request.refusal(
                        mapper, Constraint.ADDRESS_BITS, limits.addressBits() + " bits", "a segment at " + segment);
            }
            if (Long.remainderUnsigned(segment.address(), limits.addressAlignment()) != 0) {
                throw request.refusal(
                        mapper,
                        Constraint.ADDRESS_ALIGNMENT,
                        "multiples of " + limits.addressAlignment(),
                        "a segment at " + segment);
            }
        }
    }
}
