package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;

/**
 * How a buffer gets to a device: the mapping type on which both agreed, and who maps. The types are proposed in the device's
 * order; each answer is yes, try the next, or abort.
 */
final class Route {
    private final Buffer buffer;
    private final Participant participant;
    private final MappingType type;
    private final String mapper;
    private final BooleanSupplier open;
    private final Function<Direction, DeviceAddresses> mapping;

    private Route(
            Buffer buffer,
            Participant participant,
            MappingType type,
            String mapper,
            BooleanSupplier open,
            Function<Direction, DeviceAddresses> mapping) {
        this.buffer = buffer;
        this.participant = participant;
        this.type = type;
        this.mapper = mapper;
        this.open = open;
        this.mapping = mapping;
    }

    /**
     * Agrees on a route.
     *
     * @throws EntrepotException with {@link Reason#BUSY} if no type is agreed on, or one answers abort
     */
    static Route agree(Buffer buffer, Participant participant) {
        for (MappingType type : participant.device().mappingTypes()) {
            Optional<Route> route =
                    type == MappingType.PRIVATE ? byExporter(buffer, participant) : byMapper(buffer, participant, type);
            if (route.isPresent()) {
                return route.get();
            }
        }
        throw new EntrepotException(
                Reason.BUSY,
                "memory and device have a mapping type in common: device=" + participant.name() + " takes "
                        + participant.device().mappingTypes() + ", buffer=" + buffer.id() + " in "
                        + buffer.birth().backend().name() + " offers " + offered(buffer) + " in "
                        + participant.orientation()
                        + "; name the device in the allocation request");
    }

    private static List<MappingType> offered(Buffer buffer) {
        ExportedMemory memory = buffer.birth().memory();
        Stream<MappingType> own = memory.privateMapper().stream().map(mapper -> MappingType.PRIVATE);
        return Stream.concat(memory.cookies().stream().map(MemoryCookie::type), own)
                .toList();
    }

    private static Optional<Route> byExporter(Buffer buffer, Participant participant) {
        ExportedMemory memory = buffer.birth().memory();
        Optional<PrivateMapper> own =
                ForeignCode.ask("memory of " + buffer.birth().backend(), memory::privateMapper);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        PrivateMapper exporter = own.get();
        String who = "private mapper of " + buffer.birth().backend();
        DeviceDescription device = participant.device().description();
        Constraints limits = participant.device().constraints();
        Match match = ForeignCode.ask(who, () -> exporter.match(device, limits, participant.orientation()));
        String name = ForeignCode.ask(who, exporter::name);
        Function<Direction, DeviceAddresses> mapping = direction -> ForeignCode.ask(
                who, () -> exporter.map(new PrivateMapRequest(device, limits, direction, participant.orientation())));
        return answer(match, new Route(buffer, participant, MappingType.PRIVATE, name, () -> true, mapping));
    }

    private static Optional<Route> byMapper(Buffer buffer, Participant participant, MappingType type) {
        Optional<MemoryCookie> cookie = buffer.birth().memory().cookies().stream()
                .filter(offer -> offer.type() == type)
                .findFirst();
        boolean turned = participant.orientation() != Orientation.ROTATE_0;
        if (turned || cookie.isEmpty() || participant.mapper().isEmpty()) {
            return Optional.empty();
        }
        MappingLayer layer = participant.mapper().get();
        Match match = layer.match(participant.device(), cookie.get());
        Function<Direction, DeviceAddresses> mapping = direction -> layer.map(new MapRequest(
                participant.device().description(),
                participant.device().constraints(),
                cookie.get(),
                buffer.size(),
                direction));
        return answer(
                match,
                new Route(
                        buffer,
                        participant,
                        type,
                        layer.name(),
                        () -> layer.leases().granting(),
                        mapping));
    }

    private static Optional<Route> answer(Match match, Route route) {
        if (match == Match.ABORT) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "whoever maps lets the device in: device=" + route.participant.name() + " mapper=" + route.mapper
                            + " aborted " + route.type + " for buffer=" + route.buffer.id()
                            + "; see dma:devices, or allocate elsewhere");
        }
        return match == Match.YES ? Optional.of(route) : Optional.empty();
    }

    MappingType type() {
        return type;
    }

    String mapper() {
        return mapper;
    }

    /** Whether whoever maps is still here. */
    boolean isOpen() {
        return open.getAsBoolean();
    }

    /** Maps, and checks what came back before anybody believes it. */
    DeviceAddresses map(Direction direction) {
        DeviceAddresses addresses = mapping.apply(direction);
        try {
            check(ForeignCode.ask("mapper=" + mapper, addresses::segments));
            return addresses;
        } catch (EntrepotException e) {
            try {
                ForeignCode.tell("mapper=" + mapper, addresses::close);
            } catch (EntrepotException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void check(List<Segment> segments) {
        Constraints limits = participant.device().constraints();
        long bytes = segments.stream().mapToLong(Segment::length).sum();
        require(bytes == buffer.size(), "covers the buffer", "bytes=" + bytes + " size=" + buffer.size());
        long runs = limits.rowPitch() == 0 ? segments.size() : Rows.runs(segments, limits.rowPitch(), contents());
        long most = (long) limits.maxSegments() * (limits.rowPitch() == 0 ? 1 : planes());
        require(runs <= most, "has at most as many segments as the device takes", "segments=" + runs + " max=" + most);
        for (Segment segment : segments) {
            require(
                    Long.compareUnsigned(segment.lastAddress(), limits.highestAddress()) <= 0,
                    "stays within the device's reach",
                    "segment=" + segment + " addressBits=" + limits.addressBits());
        }
    }

    /** The bytes that a device looks at: what is behind them only fills the last page. */
    private long contents() {
        return buffer.birth().layout().bytes();
    }

    private int planes() {
        return buffer.birth().layout() instanceof ImageLayout image
                ? image.planes().size()
                : 1;
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
