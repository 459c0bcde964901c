package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraint;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.spi.MemoryRequest;

/** One exporter tried against what everybody needs. Collects every broken constraint, not only the first. */
final class Trial {
    private static final String REQUEST = "request";

    private final Backend backend;
    private final Capabilities capabilities;
    private final int expectedRuns;
    private final MemoryRequest wanted;
    private final Findings findings = new Findings();
    private final Routing routing;
    private final List<Route> routes = new ArrayList<>();
    private Constraints constraints;

    private Trial(Backend backend, Capabilities capabilities, int expectedRuns, MemoryRequest wanted) {
        this.backend = backend;
        this.capabilities = capabilities;
        this.expectedRuns = expectedRuns;
        this.wanted = wanted;
        this.constraints = wanted.constraints();
        this.routing = new Routing(backend, capabilities, expectedRuns, wanted, findings);
    }

    /**
     * Tries an exporter.
     *
     * @param backend whose leases the caller has not taken; one that takes none is refused for its state
     * @param wanted what it would be asked for if mappers map for every device
     * @param participants who use it
     * @param cpuUse what the CPU does with it
     * @param disabled whether the exporter is out of service
     */
    static Trial of(
            Backend backend, MemoryRequest wanted, List<Participant> participants, CpuUse cpuUse, boolean disabled) {
        if (!backend.leases().tryTake()) {
            return stateRefused(backend, wanted, backend.absence());
        }
        try {
            if (disabled) {
                return stateRefused(backend, wanted, "disabled");
            }
            Trial trial = new Trial(backend, backend.capabilities(), backend.expectedRuns(wanted.bytes()), wanted);
            trial.test(participants, cpuUse);
            return trial;
        } catch (EntrepotException e) {
            return stateRefused(backend, wanted, "failing: " + e.getMessage());
        } finally {
            backend.leases().giveBack();
        }
    }

    private static Trial stateRefused(Backend backend, MemoryRequest wanted, String state) {
        Trial trial = new Trial(backend, backend.lastCapabilities(), 0, wanted);
        trial.findings.add(Constraint.STATE, "a heap in service", state, REQUEST);
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
        return findings.all();
    }

    List<Route> routes() {
        return routes;
    }

    /** What the exporter is to be asked for. */
    MemoryRequest memory() {
        return constraints.equals(wanted.constraints())
                ? wanted
                : new MemoryRequest(wanted.name(), wanted.bytes(), constraints, wanted.layout());
    }

    private void test(List<Participant> participants, CpuUse cpuUse) {
        CapabilityCheck check = new CapabilityCheck(capabilities, findings);
        boolean lifted = true;
        List<Constraints> needs = new ArrayList<>(participants.size());
        for (Participant participant : participants) {
            needs.add(participant.isDevice() ? testDevice(participant) : testOther(participant));
            check.check(participant);
            check.checkUse(participant);
            lifted &= needs.get(needs.size() - 1).equals(participant.needs());
        }
        if (wanted.bytes() > capabilities.largestSize()) {
            findings.add(Constraint.SIZE, wanted.bytes() + " bytes", "at most " + capabilities.largestSize(), REQUEST);
        }
        check.check(cpuUse);
        if (findings.isEmpty()) {
            constraints = inLongRuns(lifted ? wanted.constraints() : Demands.merged(needs));
            testTogether(participants, needs);
        }
    }

    private Constraints testOther(Participant participant) {
        testPlace(participant, participant.needs(), expectedRuns);
        routing.check(participant);
        return participant.needs();
    }

    /** What the memory must respect for a device: where the exporter maps for it, what no mapper lifts. */
    private Constraints testDevice(Participant participant) {
        Optional<MappingType> type = routing.agree(participant);
        Constraints needs = type.isPresent() ? participant.needs(type.get()) : participant.needs();
        testPlace(participant, needs, type.map(routing::runs).orElse(expectedRuns));
        type.ifPresent(agreed -> routes.add(routing.route(participant, agreed)));
        type.ifPresent(agreed -> routing.checkDescriptor(participant, agreed));
        // Where an orientation is not to be had, that nobody maps it is no reason of its own.
        if (isShown(participant) && type.isEmpty()) {
            routing.refuse(participant);
        }
        return needs;
    }

    private boolean isShown(Participant participant) {
        boolean shown = capabilities.orientations().contains(participant.orientation());
        if (!shown) {
            findings.add(
                    Constraint.ORIENTATION,
                    participant.orientation().toString(),
                    capabilities.orientations().stream().sorted().toList().toString(),
                    participant);
        }
        return shown;
    }

    private void testPlace(Participant participant, Constraints needs, int runs) {
        if (wanted.bytes() > needs.maxSize()) {
            findings.add(
                    Constraint.SIZE, "at most " + needs.maxSize() + " bytes", wanted.bytes() + " bytes", participant);
        }
        testReach(needs, () -> participant.wanting(Constraint.ADDRESS_BITS));
        testAlignment(needs, () -> participant.wanting(Constraint.ADDRESS_ALIGNMENT));
        testRuns(participant, needs, runs);
    }

    private void testReach(Constraints needs, Supplier<String> who) {
        long reached = needs.longestReach(capabilities.lowestAddress(), capabilities.highestAddress());
        if (reached < leastReach(needs)) {
            String offered = "from 0x" + Long.toHexString(capabilities.lowestAddress());
            findings.add(
                    Constraint.ADDRESS_BITS,
                    Findings.reach(needs),
                    reached == 0 ? offered : offered + ", of which " + reached + " bytes in a row are in reach",
                    who.get());
        }
    }

    /** Scattered memory goes around what is out of reach, in a few runs; rows lie where only the exporter knows. */
    private long leastReach(Constraints needs) {
        boolean rows = capabilities.contiguity() == Contiguity.ROWS && wanted.layout() instanceof ImageLayout;
        if (rows || !needs.isConstrained(ConstraintField.ADDRESS_MASK)) {
            return 1;
        }
        boolean around = capabilities.contiguity() == Contiguity.SCATTERED && !needs.reachesUpToALimit();
        return around ? (wanted.bytes() - 1) / needs.maxSegments() + 1 : wanted.bytes();
    }

    private void testAlignment(Constraints needs, Supplier<String> who) {
        long alignment = needs.addressAlignment();
        if (capabilities.alignment() % alignment != 0 && alignment > capabilities.alignableTo()) {
            findings.add(
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + alignment,
                    "multiples of " + capabilities.alignment(),
                    who.get());
        }
    }

    private void testRuns(Participant participant, Constraints needs, int runs) {
        if (capabilities.contiguity() == Contiguity.ROWS && wanted.layout() instanceof ImageLayout image) {
            testRows(participant, needs, image);
            return;
        }
        long cut = needs.segments(0, wanted.bytes());
        long atLeast = Math.max(runs, cut);
        if (cut == Long.MAX_VALUE) {
            findings.add(
                    Constraint.ADDRESS_ALIGNMENT,
                    "segments that begin at multiples of " + needs.addressAlignment(),
                    wanted.bytes() + " bytes cut where none does",
                    participant.wanting(Constraint.ADDRESS_ALIGNMENT));
        } else if (atLeast > needs.maxSegments()) {
            findings.add(Constraint.MAX_SEGMENTS, Findings.segments(needs), runsWords(runs, atLeast), participant);
        }
    }

    private String runsWords(int runs, long atLeast) {
        if (runs != expectedRuns) {
            return "up to " + atLeast + " through the descriptor";
        }
        return (capabilities.contiguity() == Contiguity.SCATTERED ? "about " : "") + atLeast;
    }

    /** The rows of an image at a pitch: one segment for a device that spans it, one each for another. */
    private void testRows(Participant participant, Constraints limits, ImageLayout image) {
        long rows = Routing.rows(image, participant);
        if (limits.rowPitch() < capabilities.rowPitch() && rows > limits.maxSegments()) {
            findings.add(
                    Constraint.MAX_SEGMENTS,
                    limits.maxSegments() + ", rows at a pitch of " + limits.rowPitch(),
                    rows + " rows at a pitch of " + capabilities.rowPitch(),
                    participant);
        }
    }

    /**
     * Where one takes few long segments and another many short ones, memory in long runs suits both: mappers cut it. An exporter
     * that is asked for few and short ones would have to refuse.
     */
    private Constraints inLongRuns(Constraints merged) {
        if (merged.segments(0, wanted.bytes()) <= merged.maxSegments()) {
            return merged;
        }
        Constraints longer = merged.toBuilder().maxSegmentSize(Long.MAX_VALUE).build();
        return longer.segments(0, wanted.bytes()) <= longer.maxSegments()
                ? longer
                : longer.toBuilder().segmentBoundary(0).build();
    }

    /** What suits each may not suit all: masks may leave no address, alignments may have too large a common multiple. */
    private void testTogether(List<Participant> participants, List<Constraints> needs) {
        if (participants.size() > 1) {
            testReach(constraints, () -> whoLimits(ConstraintField.ADDRESS_MASK, participants, needs));
            testAlignment(constraints, () -> whoLimits(ConstraintField.ADDRESS_ALIGNMENT, participants, needs));
        }
    }

    private static String whoLimits(ConstraintField<?> field, List<Participant> participants, List<Constraints> needs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < participants.size(); i++) {
            if (needs.get(i).isConstrained(field)) {
                names.add(participants.get(i).name());
            }
        }
        return String.join("+", names);
    }
}
