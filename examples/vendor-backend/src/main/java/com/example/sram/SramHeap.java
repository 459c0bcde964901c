package com.example.sram;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The on-chip memory of the EX7: little, fast, in one piece, and never known to the page allocator. */
@Component(configurationPid = SramConfig.PID, property = Exporter.NAME_PROPERTY + "=sram")
@Designate(ocd = SramConfig.class)
public final class SramHeap implements Exporter {
    private static final long MOST = 64L << 20;
    private static final long MOST_ADDRESS = 1L << 48;

    private final PageFrames machine;
    private final HeapDescription description;
    private final PageFrames.Claim claim;
    private final FirstFit runs;
    private final HeapMeter meter = new HeapMeter();
    private final LongAdder skipped = new LongAdder();

    /**
     * Opens the heap and claims its range.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     * @throws EntrepotException with {@link Reason#BUSY} if the range is somebody else's
     */
    @Activate
    public SramHeap(SramConfig config, @Reference PageFrames machine) {
        long base = rule("region.base", 0, MOST_ADDRESS).read(config::region_base);
        long bytes = rule("region.bytes", PageFrames.PAGE_SIZE, MOST).read(config::region_bytes);
        PageRun range = new PageRun(base >> PageFrames.PAGE_SHIFT, bytes >> PageFrames.PAGE_SHIFT);
        this.machine = machine;
        this.description = new HeapDescription(
                config.entrepot_exporter(), "sram", Provenance.emulated("no EX7 here; bytes in buffers of the JVM"));
        this.claim = machine.claim("heap " + config.entrepot_exporter(), range);
        this.runs = new FirstFit(range);
    }

    private static ConfiguredNumber rule(String key, long least, long most) {
        return new ConfiguredNumber(SramConfig.PID, key, least, most, PageFrames.PAGE_SIZE);
    }

    @Deactivate
    void deactivate() {
        claim.close();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        PageRun range = runs.range();
        return Capabilities.between(range.address(), range.address() + range.bytes() - 1)
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .largestSize(range.bytes())
                .alignableTo(range.bytes() / 2)
                .supply(Capabilities.Supply.SCARCE)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        if (!meter.tryTake(request.bytes(), runs.range().bytes())) {
            meter.exhausted();
            throw noRoom(request, "is exhausted");
        }
        try {
            return firstFit(request);
        } catch (RuntimeException e) {
            meter.give(request.bytes());
            throw e;
        }
    }

    private ExportedMemory firstFit(MemoryRequest request) {
        long count = request.bytes() >> PageFrames.PAGE_SHIFT;
        long alignment = request.constraints().addressAlignment();
        OptionalLong frame = runs.take(count, alignment, runs.range().frame());
        while (frame.isPresent()) {
            PageRun run = new PageRun(frame.getAsLong(), count);
            try {
                request.check(description.name(), List.of(run));
                return place(run);
            } catch (EntrepotException e) {
                runs.give(run);
                if (e.reason() != Reason.BUSY) {
                    throw e;
                }
                skipped.increment();
                frame = runs.take(count, alignment, run.frame() + 1);
            }
        }
        meter.fragmented();
        throw noRoom(request, "is fragmented");
    }

    private ExportedMemory place(PageRun run) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(run.bytes()));
        PageFrames.Placement placement = machine.place(List.of(run), bytes);
        return new SramMemory(run, bytes, placement, () -> {
            runs.give(run);
            meter.give(run.bytes());
        });
    }

    private EntrepotException noRoom(MemoryRequest request, String how) {
        long free = runs.range().bytes() - meter.used();
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a heap has room: heap=" + description.name() + " " + how + ", wanted=" + request.bytes() + " free="
                        + free + " largestRun=" + runs.largestBytes() + "; release buffers");
    }

    @Override
    public HeapUsage usage() {
        return meter.usage(runs.range().bytes(), runs.largestBytes());
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        return List.of(runs.occupancy(description.name(), mostCells, machine.placed(runs.range())));
    }

    @Override
    public List<Counter> counters() {
        return List.of(new Counter(
                "skipped runs",
                skipped.sum(),
                "times",
                "runs in which memory of an earlier life of the heap still was"));
    }
}
