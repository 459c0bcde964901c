package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.ByDescriptor;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Plane;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.spi.MemoryRequest;

/** How devices would be mapped that use an exporter's memory, and in how many segments they would see it. */
final class Routing {
    private final Backend backend;
    private final Capabilities capabilities;
    private final int expectedRuns;
    private final MemoryRequest memory;
    private final Findings findings;

    /** Routes to an exporter of which the caller holds a lease; what cannot be mapped goes to the findings. */
    Routing(Backend backend, Capabilities capabilities, int expectedRuns, MemoryRequest memory, Findings findings) {
        this.backend = backend;
        this.capabilities = capabilities;
        this.expectedRuns = expectedRuns;
        this.memory = memory;
        this.findings = findings;
    }

    /** The first mapping type of a device's list that the memory has and somebody maps. */
    Optional<MappingType> agree(Participant participant) {
        for (MappingType type : participant.mappingTypes()) {
            if (capabilities.mappingTypes().contains(type) && participant.canMap(type) && isMapped(participant, type)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    private boolean isMapped(Participant participant, MappingType type) {
        return type != MappingType.PRIVATE
                || backend.maps(
                        participant.device().description(), participant.constraints(), participant.orientation());
    }

    /** The route of a device by a type. */
    Route route(Participant participant, MappingType type) {
        Optional<MappingLayer> layer = type == MappingType.PRIVATE ? Optional.empty() : participant.mapper();
        String mapper = layer.map(MappingLayer::name).orElse(backend.name());
        boolean joined = layer.isPresent() && layer.get().joinsRuns();
        return new Route(
                participant.name(), type, mapper, Math.toIntExact(expectedSegments(participant, type, joined)));
    }

    private long expectedSegments(Participant participant, MappingType type, boolean joined) {
        long atLeast = participant.constraints().segments(0, memory.bytes());
        long runs = joined ? 1 : runs(participant, type);
        return Math.min(Integer.MAX_VALUE, Math.max(atLeast, runs));
    }

    private long runs(Participant participant, MappingType type) {
        return capabilities.contiguity() == Contiguity.ROWS && memory.layout() instanceof ImageLayout image
                ? rows(image, participant)
                : runs(type);
    }

    /** How many runs whoever maps by a type finds: a driver of the kernel may find others than a mapper of page frames. */
    int runs(MappingType type) {
        return found(type).map(found -> found.runs(memory.bytes())).orElse(expectedRuns);
    }

    private Optional<ByDescriptor> found(MappingType type) {
        return type == MappingType.FD ? capabilities.byDescriptor() : Optional.empty();
    }

    /** Says so if memory of this size has no descriptor, or the driver that imports it would not see all of it. */
    void checkDescriptor(Participant participant, MappingType type) {
        found(type)
                .ifPresent(found -> findings.require(
                        Constraint.KERNEL_MAPPING,
                        participant.constraints().kernelMappings(),
                        found.kernelMapping(),
                        participant));
        found(type)
                .filter(found -> memory.bytes() > found.largestSize())
                .ifPresent(found -> findings.add(
                        Constraint.SIZE,
                        memory.bytes() + " bytes by descriptor",
                        "at most " + found.largestSize(),
                        participant));
    }

    /** The rows of all planes as a participant sees them. */
    static long rows(ImageLayout image, Participant participant) {
        long rows = 0;
        for (Plane plane : image.seen(participant.orientation()).planes()) {
            rows += plane.rows();
        }
        return rows;
    }

    /** Says why nobody maps the memory for a device. */
    void refuse(Participant participant) {
        List<MappingType> common = new ArrayList<>(participant.mappingTypes());
        common.retainAll(capabilities.mappingTypes());
        String bus = participant.device().description().bus();
        if (common.contains(MappingType.PRIVATE)) {
            findings.add(
                    Constraint.MAPPING_TYPE,
                    "bus " + bus + " and its limits",
                    "views that the exporter cannot show it",
                    participant);
        } else if (participant.orientation() != Orientation.ROTATE_0) {
            // A mapper may be there, and turns nothing.
            findings.add(
                    Constraint.ORIENTATION,
                    participant.orientation() + ", mapped by the exporter itself",
                    capabilities.mappingTypes().toString(),
                    participant);
        } else if (common.isEmpty()) {
            findings.add(
                    Constraint.MAPPING_TYPE,
                    "one of " + participant.mappingTypes(),
                    capabilities.mappingTypes().toString(),
                    participant);
        } else {
            findings.add(Constraint.MAPPER, "a mapper for bus " + bus, "none", participant);
        }
    }

    /** Says so if memory has none of the mapping types that one accepts who is no device. */
    void check(Participant participant) {
        Constraints wanted = participant.constraints();
        if (capabilities.mappingTypes().stream().noneMatch(wanted.mappingTypes()::accepts)) {
            findings.add(
                    Constraint.MAPPING_TYPE,
                    Findings.words(wanted.mappingTypes()),
                    capabilities.mappingTypes().toString(),
                    participant);
        }
    }
}
