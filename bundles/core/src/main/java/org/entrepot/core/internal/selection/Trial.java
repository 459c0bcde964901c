package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.CpuView;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.MappingType;
import org.entrepot.core.internal.roster.Backend;

/** One exporter tried against what everybody needs. Collects every broken constraint, not only the first. */
final class Trial {
    private final Backend backend;
    private final Capabilities capabilities;
    private final int expectedRuns;
    private final long size;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    private Trial(Backend backend, Capabilities capabilities, int expectedRuns, long size) {
        this.backend = backend;
        this.capabilities = capabilities;
        this.expectedRuns = expectedRuns;
        this.size = size;
    }

    /**
     * Tries an exporter.
     *
     * @param backend whose leases the caller has not taken; one that takes none is refused for its state
     * @param size in whole pages
     */
    static Trial of(Backend backend, long size, List<Participant> participants, CpuUse cpuUse, boolean disabled) {
        if (!backend.leases().tryTake()) {
            return stateRefused(backend, size, "draining");
        }
        try {
            if (disabled) {
                return stateRefused(backend, size, "disabled");
            }
            Trial trial = new Trial(backend, backend.capabilities(), backend.expectedRuns(size), size);
            participants.forEach(trial::test);
            trial.testItself(cpuUse);
            return trial;
        } catch (EntrepotException e) {
            return stateRefused(backend, size, "failing: " + e.getMessage());
        } finally {
            backend.leases().giveBack();
        }
    }

    private static Trial stateRefused(Backend backend, long size, String state) {
        Trial trial = new Trial(backend, backend.lastCapabilities(), 0, size);
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
        if (size > capabilities.largestSize()) {
            refuse(Constraint.SIZE, size + " bytes", "at most " + capabilities.largestSize(), "request");
        }
        if (cpuUse != CpuUse.NONE && capabilities.cpuView() == CpuView.ABSENT) {
            refuse(Constraint.CPU_ACCESS, "a CPU view for " + cpuUse, "none", "cpu");
        }
    }

    private void test(Participant participant) {
        testAddresses(participant);
        testRuns(participant);
        Optional<Route> route = route(participant);
        route.ifPresent(routes::add);
        if (route.isEmpty()) {
            refuseRoute(participant);
        }
    }

    private void testAddresses(Participant participant) {
        Constraints needs = participant.needs();
        if (size > needs.maxSize()) {
            refuse(Constraint.SIZE, "at most " + needs.maxSize() + " bytes", size + " bytes", participant.name());
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

    private void testRuns(Participant participant) {
        Constraints needs = participant.needs();
        long longest = needs.segmentBoundary() == 0
                ? needs.maxSegmentSize()
                : Math.min(needs.maxSegmentSize(), needs.segmentBoundary());
        long atLeast = Math.max(expectedRuns, (size - 1) / longest + 1);
        if (atLeast > needs.maxSegments()) {
            refuse(
                    Constraint.MAX_SEGMENTS,
                    needs.maxSegments() == 1 ? "one run" : "at most " + needs.maxSegments(),
                    (capabilities.contiguity() == Capabilities.Contiguity.SCATTERED ? "about " : "") + atLeast,
                    participant.name());
        }
    }

    private Optional<Route> route(Participant participant) {
        return participant.device().mappingTypes().stream()
                .filter(capabilities.mappingTypes()::contains)
                .filter(participant::canMap)
                .findFirst()
                .map(type -> new Route(participant.name(), type, mapperName(participant, type)));
    }

    private String mapperName(Participant participant, MappingType type) {
        return type == MappingType.PRIVATE
                ? backend.name()
                : participant.mapper().orElseThrow().name();
    }

    private void refuseRoute(Participant participant) {
        boolean common = participant.device().mappingTypes().stream().anyMatch(capabilities.mappingTypes()::contains);
        if (common) {
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
