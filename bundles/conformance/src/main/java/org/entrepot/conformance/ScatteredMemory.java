package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Memory to map, as scattered as it can be: every other page frame of a machine's page allocator. */
public final class ScatteredMemory {
    private ScatteredMemory() {}

    /**
     * Takes memory.
     *
     * @param machine that has twice as much
     * @param bytes whole pages
     * @return zeroed memory that the caller closes
     * @throws EntrepotException with {@link Reason#OUT_OF_MEMORY} if the machine has too little
     */
    public static ExportedMemory take(PageFrames machine, long bytes) {
        List<Long> frames = LongStream.range(0, 2 * (bytes >> PageFrames.PAGE_SHIFT))
                .mapToObj(page -> one(machine))
                .sorted()
                .toList();
        List<PageRun> runs = new ArrayList<>();
        for (int page = 0; page < frames.size(); page++) {
            if (page % 2 == 0) {
                runs.add(new PageRun(frames.get(page), 1));
            } else {
                machine.give(frames.get(page), 0);
            }
        }
        return PlacedPages.place(machine, runs, () -> {});
    }

    private static long one(PageFrames machine) {
        return machine.take(0)
                .orElseThrow(() -> new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a machine has page frames: free=" + machine.free() + "; make it larger for the test"));
    }
}
