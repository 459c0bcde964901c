package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.entrepot.api.ByDescriptor;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.spi.PageRun;

/**
 * Memory that exists, held against what a device needs: what an exporter promised is checked before it is believed, and a
 * device that comes late learns why it cannot use what is there.
 */
public final class PlacementCheck {
    private PlacementCheck() {}

    /**
     * A buffer as a device finds it that joins.
     *
     * @param plan by which its memory was chosen
     * @param layout of its contents, which the buffer was born with
     * @param memory behind it, as it said of itself
     * @param capabilities of the memory
     */
    public record Placed(Plan plan, Layout layout, MemoryFacts memory, Capabilities capabilities) {
        /**
         * A device with the alternatives for which the buffer suits it: those that were planned for it, or else the first that do. With
         * the preferred ones if none do.
         */
        public Participant form(Participant late) {
            Optional<Participant> planned = plan.known(late);
            if (planned.isPresent() || late.alternatives().isEmpty()) {
                return planned.orElse(late);
            }
            Participant preferred = null;
            for (Combinations.Combination combination : Combinations.of(List.of(late))) {
                Participant form = combination.participants().get(0);
                preferred = preferred == null ? form : preferred;
                if (misfits(form).isEmpty()) {
                    return form;
                }
            }
            return preferred == null ? late : preferred;
        }

        /** Why a device cannot use the buffer as it is; empty if it can, as far as page frames, layout and capabilities tell. */
        public List<Refusal> misfits(Participant late) {
            Findings findings = new Findings();
            LayoutCheck.check(layout, memory.size(), late, findings);
            new CapabilityCheck(capabilities, findings).check(late);
            if (isByDescriptor(late)) {
                checkDescriptor(memory.size(), capabilities, late, findings);
            } else {
                check(memory, late.needs(), late::wanting, findings);
            }
            return List.copyOf(findings.all());
        }

        /** Whether a driver of the kernel will map it, who does not find what the page frames say. */
        private boolean isByDescriptor(Participant late) {
            Optional<MappingType> first = late.mappingTypes().stream()
                    .filter(capabilities.mappingTypes()::contains)
                    .findFirst();
            return capabilities.byDescriptor().isPresent() && first.equals(Optional.of(MappingType.FD));
        }

        /** Why one who comes late cannot do with the buffer what it will, in whichever form; empty if it can. */
        public List<Refusal> misfitsInUse(Participant late) {
            Participant form = form(late);
            List<Refusal> found = new ArrayList<>(misfits(form));
            Findings inUse = new Findings();
            new CapabilityCheck(capabilities, inUse).checkUse(form);
            found.addAll(inUse.all());
            return List.copyOf(found);
        }

        /** Why the CPU cannot do with the buffer what it will; empty if it can. */
        public List<Refusal> misfits(CpuUse use) {
            Findings findings = new Findings();
            new CapabilityCheck(capabilities, findings).check(use);
            return List.copyOf(findings.all());
        }
    }

    /**
     * Why a device cannot use contents that are laid out already, wherever they are; empty if it can.
     *
     * @param layout of the contents
     * @param size of the memory that holds them, wherever it is
     * @param late the device, with the alternatives that were taken for it
     */
    public static List<Refusal> misfits(Layout layout, long size, Participant late) {
        Findings findings = new Findings();
        LayoutCheck.check(layout, size, late, findings);
        return List.copyOf(findings.all());
    }

    /**
     * Why memory breaks constraints; empty if it keeps them. Memory without page frames is its mapper's business.
     *
     * @param memory in question
     * @param needs to keep
     * @param participant who needs it
     */
    public static List<Refusal> misfits(MemoryFacts memory, Constraints needs, String participant) {
        Findings findings = new Findings();
        check(memory, needs, constraint -> participant, findings);
        return findings.all();
    }

    private static void checkDescriptor(long size, Capabilities capabilities, Participant late, Findings found) {
        Constraints needs = late.needs();
        ByDescriptor seen = capabilities.byDescriptor().orElseThrow();
        checkSize(size, needs, late::wanting, found);
        if (size > seen.largestSize()) {
            found.add(Constraint.SIZE, size + " bytes by descriptor", "at most " + seen.largestSize(), late.name());
        }
        // What the driver itself wants: no mapper comes between, which could lift it.
        found.require(Constraint.KERNEL_MAPPING, late.constraints().kernelMappings(), seen.kernelMapping(), late);
        if (seen.runs(size) > needs.maxSegments()) {
            found.add(
                    Constraint.MAX_SEGMENTS,
                    Findings.segments(needs),
                    "up to " + seen.runs(size) + " through the descriptor",
                    late.wanting(Constraint.MAX_SEGMENTS));
        }
    }

    private static void check(MemoryFacts memory, Constraints needs, Function<Constraint, String> who, Findings found) {
        checkSize(memory.size(), needs, who, found);
        checkRuns(merged(memory.runs()), needs, who, found);
    }

    private static void checkSize(long bytes, Constraints needs, Function<Constraint, String> who, Findings found) {
        String size = bytes + " bytes";
        if (bytes > needs.maxSize()) {
            found.add(Constraint.SIZE, "at most " + needs.maxSize() + " bytes", size, who.apply(Constraint.SIZE));
        }
        if (bytes < needs.minSize()) {
            found.add(Constraint.SIZE, "at least " + needs.minSize() + " bytes", size, who.apply(Constraint.SIZE));
        }
    }

    private static void checkRuns(
            List<PageRun> runs, Constraints needs, Function<Constraint, String> who, Findings found) {
        long segments = 0;
        PageRun outOfReach = null;
        PageRun unaligned = null;
        for (PageRun run : runs) {
            segments += needs.segments(run.address(), run.bytes());
            if (outOfReach == null && !needs.reaches(run.address(), MemoryFacts.last(run))) {
                outOfReach = run;
            }
            if (unaligned == null && Long.remainderUnsigned(run.address(), needs.addressAlignment()) != 0) {
                unaligned = run;
            }
        }
        if (segments > needs.maxSegments()) {
            String offered = segments == runs.size() ? segments + " runs" : segments + " segments";
            found.add(Constraint.MAX_SEGMENTS, Findings.segments(needs), offered, who.apply(Constraint.MAX_SEGMENTS));
        }
        if (outOfReach != null) {
            String offered = "up to 0x" + Long.toHexString(MemoryFacts.last(outOfReach));
            found.add(Constraint.ADDRESS_BITS, Findings.reach(needs), offered, who.apply(Constraint.ADDRESS_BITS));
        }
        if (unaligned != null) {
            String offered = "a run at 0x" + Long.toHexString(unaligned.address());
            found.add(
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + needs.addressAlignment(),
                    offered,
                    who.apply(Constraint.ADDRESS_ALIGNMENT));
        }
    }

    /** The runs with neighbours that touch made one. */
    static List<PageRun> merged(List<PageRun> runs) {
        List<PageRun> merged = new ArrayList<>();
        for (PageRun run : runs) {
            PageRun last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.end() == run.frame()) {
                merged.set(merged.size() - 1, new PageRun(last.frame(), last.count() + run.count()));
            } else {
                merged.add(run);
            }
        }
        return merged;
    }
}
