package org.entrepot.exporter.system.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** The page allocator's memory for an operator's eye. */
final class FrameMap {
    private FrameMap() {}

    static Occupancy of(PageFrames machine, int mostCells) {
        PageRun memory = machine.memory();
        long frames = (memory.count() + mostCells - 1) / mostCells;
        List<Occupancy.Use> cells = new ArrayList<>();
        for (long first = memory.frame(); first < memory.end(); first += frames) {
            cells.add(use(machine.use(new PageRun(first, Math.min(frames, memory.end() - first)))));
        }
        return new Occupancy("page allocator", memory.address(), 0, frames << PageFrames.PAGE_SHIFT, cells);
    }

    private static Occupancy.Use use(PageFrames.FrameUse frames) {
        if (frames.taken() == 0 && frames.others() == 0) {
            return Occupancy.Use.FREE;
        }
        if (frames.taken() < frames.others()) {
            return Occupancy.Use.PINNED;
        }
        return frames.free() == 0 ? Occupancy.Use.TAKEN : Occupancy.Use.PARTLY;
    }
}
