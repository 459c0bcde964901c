package org.entrepot.exporter.tiler.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The page frames of one buffer: single pages of the page allocator, as {@code omap_gem} takes them from shared memory. The look-up
 * table makes what is scattered into areas.
 */
final class Frames {
    private final PageFrames machine;
    private final List<PageRun> taken = new ArrayList<>();

    private Frames(PageFrames machine) {
        this.machine = machine;
    }

    /** Takes so many pages, or none if the machine has fewer. */
    static Optional<Frames> take(PageFrames machine, int pages) {
        Frames frames = new Frames(machine);
        for (int i = 0; i < pages; i++) {
            OptionalLong frame = machine.take(0);
            if (frame.isEmpty()) {
                frames.give();
                return Optional.empty();
            }
            frames.taken.add(new PageRun(frame.getAsLong(), 1));
        }
        return Optional.of(frames);
    }

    /** The frames in the order they were taken. */
    List<PageRun> runs() {
        return taken;
    }

    /** Gives the frames back, the newest first. */
    void give() {
        for (int i = taken.size() - 1; i >= 0; i--) {
            machine.give(taken.get(i).frame(), 0);
        }
        taken.clear();
    }
}
