package org.entrepot.emulation.internal.mapper;

import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.MapRequest;

/** Whether segments keep a device's limits, and which one they break. */
final class Limits {
    private Limits() {}

    /**
     * Checks segments before the device is told of them.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} that names the constraint, what is wanted and what is offered
     */
    static void check(List<Segment> segments, MapRequest request, String mapper) {
        Constraints limits = request.constraints();
        if (segments.size() > limits.maxSegments()) {
            throw refusal(
                    Constraint.MAX_SEGMENTS,
                    "at most " + limits.maxSegments(),
                    segments.size() + " segments",
                    request,
                    mapper);
        }
        for (Segment segment : segments) {
            if (Long.compareUnsigned(segment.lastAddress(), limits.highestAddress()) > 0) {
                throw refusal(
                        Constraint.ADDRESS_BITS,
                        limits.addressBits() + " bits",
                        "a segment at " + segment,
                        request,
                        mapper);
            }
            if (Long.remainderUnsigned(segment.address(), limits.addressAlignment()) != 0) {
                throw refusal(
                        Constraint.ADDRESS_ALIGNMENT,
                        "multiples of " + limits.addressAlignment(),
                        "a segment at " + segment,
                        request,
                        mapper);
            }
        }
    }

    private static EntrepotException refusal(
            Constraint constraint, String wanted, String offered, MapRequest request, String mapper) {
        return new EntrepotException(
                Reason.REFUSED,
                "segments keep the device's " + constraint.words() + ": device="
                        + request.device().name() + " mapper="
                        + mapper + " wanted=" + wanted + " offered=" + offered
                        + "; name the device in the allocation request");
    }
}
