package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Layout;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;

/**
 * Memory that exists, held against what a device needs: what an exporter promised is checked before it is believed, and a
 * device that comes late learns why it cannot use what is there.
 */
public final class PlacementCheck {
    private PlacementCheck() {}

    /**
     * Why a device cannot use a buffer as it is; empty if it can, as far as page frames and layout tell.
     *
     * @param layout of the contents
     * @param memory behind them
     * @param late the device
     */
    public static List<Refusal> misfits(Layout layout, ExportedMemory memory, Participant late) {
        List<Refusal> found = new ArrayList<>(Contents.misfits(layout, late));
        found.addAll(misfits(memory, late.needs(), late.name()));
        return Participant.attributed(found, List.of(late));
    }

    /**
     * Why memory breaks constraints; empty if it keeps them. Memory without page frames is its mapper's business.
     *
     * @param memory in question
     * @param needs to keep
     * @param participant who needs it
     */
    public static List<Refusal> misfits(ExportedMemory memory, Constraints needs, String participant) {
        List<Refusal> found = new ArrayList<>();
        if (memory.size() > needs.maxSize()) {
            found.add(new Refusal(
                    Constraint.SIZE, "at most " + needs.maxSize() + " bytes", memory.size() + " bytes", participant));
        }
        List<PageRun> runs = pages(memory);
        if (!runs.isEmpty()) {
            checkRuns(merged(runs), needs, participant, found);
        }
        return found;
    }

    /** The bytes of memory's page frames; its size if it has none. */
    public static long framed(ExportedMemory memory) {
        long bytes = 0;
        for (PageRun run : pages(memory)) {
            bytes = Math.addExact(bytes, run.bytes());
        }
        return bytes == 0 ? memory.size() : bytes;
    }

    /** Whether memory lies where an exporter has its memory now: it may have been resized or moved since. */
    public static boolean isWithin(ExportedMemory memory, Capabilities now) {
        for (PageRun run : pages(memory)) {
            if (Long.compareUnsigned(run.address(), now.lowestAddress()) < 0
                    || Long.compareUnsigned(run.address() + run.bytes() - 1, now.highestAddress()) > 0) {
                return false;
            }
        }
        return true;
    }

    /** The page frames of memory; none if it has no pages. */
    private static List<PageRun> pages(ExportedMemory memory) {
        for (MemoryCookie cookie : memory.cookies()) {
            if (cookie instanceof MemoryCookie.Pages pages) {
                return pages.runs();
            }
        }
        return List.of();
    }

    private static void checkRuns(List<PageRun> runs, Constraints needs, String participant, List<Refusal> found) {
        if (runs.size() > needs.maxSegments()) {
            found.add(new Refusal(
                    Constraint.MAX_SEGMENTS,
                    needs.maxSegments() == 1 ? "one run" : "at most " + needs.maxSegments(),
                    runs.size() + " runs",
                    participant));
        }
        long highest =
                runs.stream().mapToLong(run -> run.address() + run.bytes() - 1).reduce(0, PlacementCheck::higher);
        if (Long.compareUnsigned(highest, needs.highestAddress()) > 0) {
            found.add(new Refusal(
                    Constraint.ADDRESS_BITS,
                    needs.addressBits() + " bits (up to 0x" + Long.toHexString(needs.highestAddress()) + ")",
                    "up to 0x" + Long.toHexString(highest),
                    participant));
        }
        runs.stream()
                .filter(run -> Long.remainderUnsigned(run.address(), needs.addressAlignment()) != 0)
                .findFirst()
                .ifPresent(run -> found.add(new Refusal(
                        Constraint.ADDRESS_ALIGNMENT,
                        "multiples of " + needs.addressAlignment(),
                        "a run at 0x" + Long.toHexString(run.address()),
                        participant)));
    }

    private static long higher(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
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
