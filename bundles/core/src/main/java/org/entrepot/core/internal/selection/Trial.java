package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Plane;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.spi.MemoryRequest;

/** One exporter tried against what everybody needs. Collects every broken constraint, not only the first. */
final class Trial {
    private final Backend backend;
    private final Capabilities capabilities;
    private final int expectedRuns;
    private final MemoryRequest memory;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    private Trial(Backend backend, Capabilities capabilities, int expectedRuns, MemoryRequest memory) {
        this.backend = backend;
        this.capabilities = capabilities;
        this.expectedRuns = expectedRuns;
        this.memory = memory;
    }

    /**
     * Tries an exporter.
     *
     * @param backend whose leases the caller has not taken; one that takes none is refused for its state
     * @param memory what it would be asked for
     */
    static Trial of(
            Backend backend, MemoryRequest memory, List<Participant> participants, CpuUse cpuUse, boolean disabled) {
        if (!backend.leases().tryTake()) {
            return stateRefused(backend, memory, "draining");
        }
        try {
            if (disabled) {
                return stateRefused(backend, memory, "disabled");
            }
            Trial trial = new Trial(backend, backend.capabilities(), backend.expectedRuns(memory.bytes()), memory);
            participants.forEach(trial::test);
            trial.testItself(cpuUse);
            return trial;
        } catch (EntrepotException e) {
            return stateRefused(backend, memory, "failing: " + e.getMessage());
        } finally {
            backend.leases().giveBack();
        }
    }

    private static Trial stateRefused(Backend backend, MemoryRequest memory, String state) {
        Trial trial = new Trial(backend, backend.lastCapabilities(), 0, memory);
        trial.refuse(Constraint.STATE, "a heap in service", state, "request");
        return trial;
    }

    Backend backend() {
        return backend;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    int expectedRuns() {
        return expectedRuns;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    List<Route> routes() {
        return routes;
    }

    private void testItself(CpuUse cpuUse) {
        if (memory.bytes() > capabilities.largestSize()) {
            refuse(Constraint.SIZE, memory.bytes() + " bytes", "at most " + capabilities.largestSize(), "request");
        }
        if (cpuUse != CpuUse.NONE && capabilities.coherencyDomain() == CoherencyDomain.INACCESSIBLE) {
            refuse(Constraint.CPU_ACCESS, "a CPU view for " + cpuUse, "none", "cpu");
        }
    }

    private void test(Participant participant) {
        Optional<Route> route = route(participant);
        Constraints needs = route.map(r -> participant.needs(r.mappingType())).orElse(participant.needs());
        testAddresses(participant, needs);
        testRuns(participant, needs);
        route.ifPresent(routes::add);
        // Where an orientation is not to be had, that nobody maps it is no reason of its own.
        if (isShown(participant) && route.isEmpty()) {
            refuseRoute(participant);
        }
    }

    private boolean isShown(Participant participant) {
        boolean shown = capabilities.orientations().contains(participant.orientation());
        if (!shown) {
            refuse(
                    Constraint.ORIENTATION,
                    participant.orientation().toString(),
                    capabilities.orientations().stream().sorted().toList().toString(),
                    participant.name());
        }
        return shown;
    }

    private void testAddresses(Participant participant, Constraints needs) {
        if (memory.bytes() > needs.maxSize()) {
            refuse(
                    Constraint.SIZE,
                    "at most " + needs.maxSize() + " bytes",
                    memory.bytes() + " bytes",
                    participant.name());
        }
        if (Long.compareUnsigned(capabilities.lowestAddress(), needs.highestAddress()) > 0) {
            refuse(
                    Constraint.ADDRESS_BITS,
                    needs.addressBits() + " bits (up to 0x" + Long.toHexString(needs.highestAddress()) + ")",
                    "from 0x" + Long.toHexString(capabilities.lowestAddress()),
                    participant.name());
        }
        if (capabilities.alignment() % needs.addressAlignment() != 0) {
            refuse(
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + needs.addressAlignment(),
                    "multiples of " + capabilities.alignment(),
                    participant.name());
        }
    }

    private void testRuns(Participant participant, Constraints needs) {
        if (capabilities.contiguity() == Capabilities.Contiguity.ROWS && memory.layout() instanceof ImageLayout image) {
            testRows(participant, image);
            return;
        }
        long longest = needs.segmentBoundary() == 0
                ? needs.maxSegmentSize()
                : Math.min(needs.maxSegmentSize(), needs.segmentBoundary());
        long atLeast = Math.max(expectedRuns, (memory.bytes() - 1) / longest + 1);
        if (atLeast > needs.maxSegments()) {
            refuse(
                    Constraint.MAX_SEGMENTS,
                    needs.maxSegments() == 1 ? "one run" : "at most " + needs.maxSegments(),
                    (capabilities.contiguity() == Capabilities.Contiguity.SCATTERED ? "about " : "") + atLeast,
                    participant.name());
        }
    }

    /** The rows of an image at a pitch: one segment for a device that spans it, one each for another. */
    private void testRows(Participant participant, ImageLayout image) {
        Constraints limits = participant.device().constraints();
        long rows = image.seen(participant.orientation()).planes().stream()
                .mapToLong(Plane::rows)
                .sum();
        if (limits.rowPitch() < capabilities.rowPitch() && rows > limits.maxSegments()) {
            refuse(
                    Constraint.MAX_SEGMENTS,
                    limits.maxSegments() + ", rows at a pitch of " + limits.rowPitch(),
                    rows + " rows at a pitch of " + capabilities.rowPitch(),
                    participant.name());
        }
    }

    private Optional<Route> route(Participant participant) {
        return participant.device().mappingTypes().stream()
                .filter(capabilities.mappingTypes()::contains)
                .filter(participant::canMap)
                .filter(type ->
                        type != MappingType.PRIVATE || backend.maps(participant.device(), participant.orientation()))
                .findFirst()
                .map(type -> new Route(participant.name(), type, mapperName(participant, type), 0));
    }

    private String mapperName(Participant participant, MappingType type) {
        return type == MappingType.PRIVATE
                ? backend.name()
                : participant.mapper().orElseThrow().name();
    }

    private void refuseRoute(Participant participant) {
        List<MappingType> common = participant.device().mappingTypes().stream()
                .filter(capabilities.mappingTypes()::contains)
                .toList();
        if (common.contains(MappingType.PRIVATE)) {
            refuse(
                    Constraint.MAPPING_TYPE,
                    "bus " + participant.device().description().bus() + " and its limits",
                    "views that the exporter cannot show it",
                    participant.name());
        } else if (!common.isEmpty()) {
            refuse(
                    Constraint.MAPPER,
                    "a mapper for bus " + participant.device().description().bus(),
                    "none",
                    participant.name());
        } else {
            refuse(
                    Constraint.MAPPING_TYPE,
                    "one of " + participant.device().mappingTypes(),
                    capabilities.mappingTypes().toString(),
                    participant.name());
        }
    }

    private void refuse(Constraint constraint, String wanted, String offered, String participant) {
        refusals.add(new Refusal(constraint, wanted, offered, participant));
    }
}
