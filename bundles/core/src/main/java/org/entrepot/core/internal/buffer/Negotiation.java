package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;
import org.entrepot.api.Proposal.Answer;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.roster.Callee;
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
 * A buffer and a device look for a mapping type. The types are proposed in the device's order; each answer is yes, try the next,
 * or abort. Every proposal is kept. Not for several threads.
 */
final class Negotiation {
    private final Buffer buffer;
    private final Placement placement;
    private final Participant participant;
    private final List<Proposal> proposals = new ArrayList<>();

    /**
     * A negotiation that has not begun.
     *
     * @param buffer whose contents are in the memory, or will be
     * @param placement the memory
     * @param participant the device
     */
    Negotiation(Buffer buffer, Placement placement, Participant participant) {
        this.buffer = buffer;
        this.placement = placement;
        this.participant = participant;
    }

    /** What was proposed so far. */
    List<Proposal> proposals() {
        return List.copyOf(proposals);
    }

    /**
     * Agrees on a route; on none if no type will do.
     *
     * @throws EntrepotException with {@link Reason#BUSY} if one answer is abort
     */
    Optional<Route> agree() {
        for (MappingType type : participant.mappingTypes()) {
            Optional<Route> route = type == MappingType.PRIVATE ? byExporter() : byMapper(type);
            if (route.isPresent()) {
                return route;
            }
        }
        return Optional.empty();
    }

    /** Why nothing was agreed on. */
    Refusal refusal() {
        return new Refusal(
                Constraint.MAPPING_TYPE,
                "one of " + participant.mappingTypes(),
                offered() + " in " + participant.orientation() + ", " + trail(),
                participant.name());
    }

    private List<MappingType> offered() {
        ExportedMemory memory = placement.memory();
        return ForeignCode.ask(placement.callee(), () -> {
            Stream<MappingType> own = memory.privateMapper().stream().map(mapper -> MappingType.PRIVATE);
            return Stream.concat(memory.cookies().stream().map(MemoryCookie::type), own)
                    .toList();
        });
    }

    private Optional<Route> byExporter() {
        ExportedMemory memory = placement.memory();
        Optional<PrivateMapper> own = ForeignCode.ask(placement.callee(), memory::privateMapper);
        if (own.isEmpty()) {
            return notOffered(MappingType.PRIVATE);
        }
        PrivateMapper exporter = own.get();
        Callee who = placement.backend().privateMapper();
        DeviceDescription device = participant.device().description();
        Constraints limits = participant.constraints();
        Match match = ForeignCode.ask(who, () -> exporter.match(device, limits, participant.orientation()));
        String name = ForeignCode.ask(who, exporter::name);
        Function<Direction, DeviceAddresses> mapping = direction -> ForeignCode.ask(
                who,
                () -> tied(() ->
                        exporter.map(new PrivateMapRequest(device, limits, direction, participant.orientation()))));
        return answered(match, new Route(buffer, participant, MappingType.PRIVATE, name, who, () -> true, mapping));
    }

    private Optional<Route> byMapper(MappingType type) {
        ExportedMemory memory = placement.memory();
        Optional<MemoryCookie> cookie =
                ForeignCode.ask(placement.callee(), () -> List.copyOf(memory.cookies())).stream()
                        .filter(offer -> offer.type() == type)
                        .findFirst();
        if (cookie.isEmpty()) {
            return notOffered(type);
        }
        if (participant.mapper().isEmpty()) {
            String bus = participant.device().description().bus();
            return next(type, "none", "no mapper serves the bus " + bus);
        }
        MappingLayer layer = participant.mapper().get();
        if (participant.orientation() != Orientation.ROTATE_0) {
            return next(type, layer.name(), "a mapper shows an image only as it lies");
        }
        Match match = layer.match(participant.device(), cookie.get());
        return answered(
                match,
                new Route(
                        buffer,
                        participant,
                        type,
                        layer.name(),
                        layer.callee(),
                        () -> layer.leases().granting(),
                        direction -> layer.map(request(cookie.get(), direction), this::tied)));
    }

    private DeviceAddresses tied(Supplier<DeviceAddresses> call) {
        return TiedAddresses.of(placement, call, buffer::failed);
    }

    private MapRequest request(MemoryCookie cookie, Direction direction) {
        return new MapRequest(
                participant.device().description(), participant.constraints(), cookie, buffer.size(), direction);
    }

    private Optional<Route> notOffered(MappingType type) {
        return next(type, heap(), "its memory does not offer it");
    }

    private Optional<Route> next(MappingType type, String to, String why) {
        proposals.add(new Proposal(type, to, Answer.TRY_NEXT, why));
        return Optional.empty();
    }

    private Optional<Route> answered(Match match, Route route) {
        return switch (match) {
            case YES -> {
                proposals.add(new Proposal(route.type(), route.mapper(), Answer.YES, "it maps"));
                yield Optional.of(route);
            }
            case TRY_NEXT -> next(route.type(), route.mapper(), "it cannot map such memory for the device");
            case ABORT -> throw aborted(route);
        };
    }

    private EntrepotException aborted(Route route) {
        proposals.add(new Proposal(
                route.type(), route.mapper(), Answer.ABORT, "the device must not be attached to such memory"));
        return new EntrepotException(
                Reason.BUSY,
                "whoever maps lets the device in: device=" + participant.name() + " mapper=" + route.mapper()
                        + " aborted " + route.type() + " for buffer=" + buffer.id() + "; " + trail()
                        + "; see dma:devices, or allocate elsewhere");
    }

    private String trail() {
        return proposals.stream().map(Proposal::toString).collect(Collectors.joining("; ", "proposed [", "]"));
    }

    private String heap() {
        return placement.backend().name();
    }
}
