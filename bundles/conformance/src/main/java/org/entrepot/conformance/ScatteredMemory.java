package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Every other page frame of a machine's page allocator: memory to map, as scattered as it can be. */
public final class ScatteredMemory implements ExportedMemory {
    private final PageFrames machine;
    private final List<PageRun> runs;
    private final ByteBuffer bytes;
    private final PageFrames.Placement placement;
    private boolean open = true;

    private ScatteredMemory(PageFrames machine, List<PageRun> runs, ByteBuffer bytes) {
        this.machine = machine;
        this.runs = List.copyOf(runs);
        this.bytes = bytes;
        this.placement = machine.place(runs, bytes);
    }

    /**
     * Takes memory.
     *
     * @param machine that has twice as much
     * @param bytes whole pages
     * @return zeroed memory that the caller closes
     * @throws EntrepotException with {@link Reason#OUT_OF_MEMORY} if the machine has too little
     */
    public static ScatteredMemory take(PageFrames machine, long bytes) {
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
        return new ScatteredMemory(machine, runs, ByteBuffer.allocateDirect(Math.toIntExact(bytes)));
    }

    private static long one(PageFrames machine) {
        return machine.take(0)
                .orElseThrow(() -> new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a machine has page frames: free=" + machine.free() + "; make it larger for the test"));
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public List<MemoryCookie> cookies() {
        return List.of(new MemoryCookie.Pages(runs));
    }

    @Override
    public ByteBuffer view() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            placement.close();
            runs.forEach(run -> machine.give(run.frame(), 0));
        }
    }
}
