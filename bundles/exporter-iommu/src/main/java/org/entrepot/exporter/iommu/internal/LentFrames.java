package org.entrepot.exporter.iommu.internal;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageRun;

/** The page frames that the heap has handed out, piece of memory by piece of memory. */
final class LentFrames {
    private final ConcurrentMap<Long, List<PageRun>> byFirstFrame = new ConcurrentHashMap<>();

    void lend(List<PageRun> runs) {
        byFirstFrame.put(runs.get(0).frame(), runs);
    }

    void takeBack(List<PageRun> runs) {
        byFirstFrame.remove(runs.get(0).frame());
    }

    /** Whether these are the frames of a piece of memory that is out. */
    boolean contain(List<PageRun> runs) {
        return runs.equals(byFirstFrame.get(runs.get(0).frame()));
    }

    /** Which of the machine's frames they are. */
    Occupancy occupancy(PageRun memory, int mostCells) {
        Cells cells = new Cells("page frames", memory.frame(), memory.count(), mostCells);
        byFirstFrame.values().forEach(runs -> runs.forEach(run -> cells.take(run.frame(), run.count())));
        return cells.occupancy();
    }
}
