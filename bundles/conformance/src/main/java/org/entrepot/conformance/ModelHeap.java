package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** A heap that keeps the rules in the fewest words: single page frames of a machine's page allocator. */
public final class ModelHeap implements Exporter {
    private final String name;
    private final PageFrames machine;
    private final HeapMeter meter = new HeapMeter();

    /**
     * Opens a heap.
     *
     * @param name of the heap
     * @param machine whose frames it hands out
     */
    public ModelHeap(String name, PageFrames machine) {
        this.name = name;
        this.machine = machine;
    }

    @Override
    public HeapDescription description() {
        return new HeapDescription(name, "model", Provenance.emulated("a model for tests"));
    }

    @Override
    public Capabilities capabilities() {
        PageRun range = machine.memory();
        return Capabilities.between(range.address(), range.address() + range.bytes() - 1)
                .largestSize(range.bytes())
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return (int) (bytes >> PageFrames.PAGE_SHIFT);
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        if (!meter.tryTake(request.bytes(), machine.memory().bytes())) {
            throw noRoom(request);
        }
        List<PageRun> runs = new ArrayList<>();
        try {
            takePages(request, runs);
            request.check(name, runs);
            return PlacedPages.place(machine, runs, () -> meter.give(request.bytes()));
        } catch (RuntimeException e) {
            PlacedPages.give(machine, runs);
            meter.give(request.bytes());
            throw e;
        }
    }

    private void takePages(MemoryRequest request, List<PageRun> runs) {
        for (long page = 0; page < request.bytes() >> PageFrames.PAGE_SHIFT; page++) {
            OptionalLong frame = machine.take(0);
            runs.add(new PageRun(frame.orElseThrow(() -> noRoom(request)), 1));
        }
    }

    private EntrepotException noRoom(MemoryRequest request) {
        meter.exhausted();
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a heap has room: heap=" + name + " is exhausted, wanted=" + request.bytes() + " free="
                        + machine.free() * PageFrames.PAGE_SIZE + "; release buffers");
    }

    @Override
    public HeapUsage usage() {
        int order = machine.largestFreeOrder();
        return meter.usage(machine.memory().bytes(), order < 0 ? 0 : PageFrames.PAGE_SIZE << order);
    }
}
