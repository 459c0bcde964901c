package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.spi.DeviceAddresses;

/** How a buffer gets to a device: the mapping type on which both agreed, and who maps. */
final class Route {
    private final Buffer buffer;
    private final Participant participant;
    private final MappingType type;
    private final String mapper;
    private final Callee callee;
    private final BooleanSupplier open;
    private final Function<Direction, DeviceAddresses> mapping;

    /**
     * A route that was agreed on.
     *
     * @param mapper name of who maps
     * @param callee whose code that is
     * @param open whether who maps is still here
     * @param mapping how to map
     */
    Route(
            Buffer buffer,
            Participant participant,
            MappingType type,
            String mapper,
            Callee callee,
            BooleanSupplier open,
            Function<Direction, DeviceAddresses> mapping) {
        this.buffer = buffer;
        this.participant = participant;
        this.type = type;
        this.mapper = mapper;
        this.callee = callee;
        this.open = open;
        this.mapping = mapping;
    }

    MappingType type() {
        return type;
    }

    String mapper() {
        return mapper;
    }

    /** Whose code maps. */
    Callee callee() {
        return callee;
    }

    /** Whether whoever maps is still here. */
    boolean isOpen() {
        return open.getAsBoolean();
    }

    /**
     * Maps, and checks what came back before anybody believes it.
     *
     * @param made what is made of the addresses, and of the segments as they were asked once
     */
    <T> T map(Direction direction, BiFunction<DeviceAddresses, List<Segment>, T> made) {
        DeviceAddresses addresses = mapping.apply(direction);
        try {
            List<Segment> segments = ForeignCode.ask(callee, () -> List.copyOf(addresses.segments()));
            check(segments);
            return made.apply(addresses, segments);
        } catch (RuntimeException e) {
            try {
                ForeignCode.end(callee, addresses::close);
            } catch (EntrepotException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void check(List<Segment> segments) {
        Constraints limits = participant.constraints();
        // A sum that wraps might be the buffer's size.
        long bytes = segments.stream()
                .mapToLong(Segment::length)
                .reduce(0, (sum, more) -> more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more);
        require(bytes == buffer.size(), "covers the buffer", "bytes=" + bytes + " size=" + buffer.size());
        long runs = limits.rowPitch() == 0 ? segments.size() : Rows.runs(segments, limits.rowPitch(), contents());
        long most = (long) limits.maxSegments() * (limits.rowPitch() == 0 ? 1 : planes());
        require(runs <= most, "has at most as many segments as the device takes", "segments=" + runs + " max=" + most);
        for (Segment segment : segments) {
            require(
                    limits.reaches(segment.address(), segment.lastAddress()),
                    "stays within the device's reach",
                    "segment=" + segment + " reach=" + limits.reach());
        }
    }

    /** The bytes that a device looks at: what is behind them only fills the last page. */
    private long contents() {
        return buffer.layout().bytes();
    }

    private int planes() {
        return buffer.layout() instanceof ImageLayout image ? image.planes().size() : 1;
    }

    private void require(boolean holds, String rule, String values) {
        if (!holds) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a mapping " + rule + ": device=" + participant.name() + " mapper=" + mapper + " " + values
                            + "; see dma:devices for its limits");
        }
    }
}
