package org.entrepot.core.internal.selection;

import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;

/**
 * What memory says of itself, asked once: it never changes.
 *
 * @param size in bytes
 * @param framed the bytes of its page frames; its size if it has none
 * @param runs its page frames; none if it has no pages
 */
public record MemoryFacts(long size, long framed, List<PageRun> runs) {
    /** Copies the runs. */
    public MemoryFacts {
        runs = List.copyOf(runs);
    }

    /**
     * Between which addresses memory lies. Memory without page frames is wherever it is asked for.
     *
     * @param lowest address, unsigned
     * @param highest address, unsigned
     */
    public record Whereabouts(long lowest, long highest) {
        private static final Whereabouts ANYWHERE = new Whereabouts(-1, 0);

        private Whereabouts with(PageRun run) {
            return new Whereabouts(
                    Long.compareUnsigned(run.address(), lowest) < 0 ? run.address() : lowest,
                    Long.compareUnsigned(last(run), highest) > 0 ? last(run) : highest);
        }

        /** Whether that is where an exporter has its memory now: it may have been resized or moved since. */
        public boolean isWithin(Capabilities now) {
            return Long.compareUnsigned(lowest, now.lowestAddress()) >= 0
                    && Long.compareUnsigned(highest, now.highestAddress()) <= 0;
        }
    }

    /** Asks memory: a call into foreign code. */
    public static MemoryFacts of(ExportedMemory memory) {
        List<PageRun> runs = pages(memory);
        long framed = 0;
        for (PageRun run : runs) {
            framed = Math.addExact(framed, run.bytes());
        }
        long size = memory.size();
        return new MemoryFacts(size, framed == 0 ? size : framed, runs);
    }

    private static List<PageRun> pages(ExportedMemory memory) {
        for (MemoryCookie cookie : memory.cookies()) {
            if (cookie instanceof MemoryCookie.Pages pages) {
                return pages.runs();
            }
        }
        return List.of();
    }

    /** Between which addresses it lies. */
    public Whereabouts whereabouts() {
        Whereabouts all = Whereabouts.ANYWHERE;
        for (PageRun run : runs) {
            all = all.with(run);
        }
        return all;
    }

    /** The last address of a run. */
    static long last(PageRun run) {
        return run.address() + (run.bytes() - 1);
    }
}
