package org.entrepot.exporter.cma.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
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
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The emulated CMA heap: each buffer is a memory file of its own, at one run of page frames of the region. A run in which memory
 * of an earlier life of the heap is still placed is skipped, as {@code cma_alloc} skips pinned pages.
 */
@Component(
        configurationPid = CmaHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=cma")
@Designate(ocd = CmaHeapConfig.class, factory = true)
public final class CmaHeap implements Exporter {
    private static final List<String> REAL_HEAPS = List.of("default_cma_region", "reserved", "linux,cma", "cma");
    private static final long MOST = 4L << 30;
    private static final long MOST_ADDRESS = 1L << 52;
    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private final PageFrames machine;
    private final MemoryFiles files;
    private final HeapDescription description;
    private final PageblockRegion region;
    private final PageFrames.Claim claim;
    private final HeapMeter meter = new HeapMeter();

    /**
     * Opens the heap and claims its region.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     * @throws EntrepotException with {@link Reason#BUSY} if the region is somebody else's
     */
    @Activate
    public CmaHeap(CmaHeapConfig config, @Reference PageFrames machine, @Reference MemoryFiles files) {
        long base = rule("region.base", 0, MOST_ADDRESS).read(config::region_base);
        long bytes = rule("region.bytes", PageblockRegion.PAGEBLOCK_BYTES, MOST).read(config::region_bytes);
        this.machine = machine;
        this.files = files;
        this.description = new HeapDescription(config.entrepot_exporter(), "cma", provenance(files.form()));
        this.region = new PageblockRegion(new PageRun(base >> PageFrames.PAGE_SHIFT, bytes >> PageFrames.PAGE_SHIFT));
        this.claim = machine.claim("heap " + config.entrepot_exporter(), region.range());
    }

    private static ConfiguredNumber rule(String key, long least, long most) {
        return new ConfiguredNumber(CmaHeapConfig.PID, key, least, most, PageblockRegion.PAGEBLOCK_BYTES);
    }

    private static Provenance provenance(MemoryFiles.Form form) {
        Path folder = Path.of("/dev/dma_heap");
        String found = REAL_HEAPS.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .map(heap -> heap + " is here, and this release does not use it yet")
                .orElse("no CMA heap in " + folder);
        return Provenance.emulated(found + "; " + form.words());
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
        PageRun range = region.range();
        return Capabilities.between(range.address(), range.address() + range.bytes() - 1)
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .supply(Capabilities.Supply.SCARCE)
                .largestSize(Math.min(range.bytes(), LARGEST))
                .mappingTypes(PlacedMemory.mappingTypes(files))
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        int count = Math.toIntExact(request.bytes() >> PageFrames.PAGE_SHIFT);
        if (!meter.tryTake(request.bytes(), region.range().bytes())) {
            meter.exhausted();
            throw noRoom(request, "is exhausted");
        }
        try {
            return firstFit(request, count);
        } catch (RuntimeException e) {
            meter.give(request.bytes());
            throw e;
        }
    }

    private ExportedMemory firstFit(MemoryRequest request, int count) {
        int start = region.take(count, 0);
        while (start >= 0) {
            try {
                return place(request, start, count);
            } catch (EntrepotException e) {
                region.give(start, count);
                if (e.reason() != Reason.BUSY) {
                    throw e;
                }
                start = region.take(count, PageblockRegion.after(start, count));
            }
        }
        meter.fragmented();
        throw noRoom(request, "is fragmented");
    }

    private ExportedMemory place(MemoryRequest request, int start, int count) {
        PageRun run = new PageRun(region.range().frame() + start, count);
        request.check(description.name(), List.of(run));
        return PlacedMemory.place(machine, files, request.name(), List.of(run), () -> {
            region.give(start, count);
            meter.give(request.bytes());
        });
    }

    private EntrepotException noRoom(MemoryRequest request, String how) {
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a heap has room: heap=" + description.name() + " " + how + ", wanted=" + request.bytes() + " free="
                        + (region.freePages() << PageFrames.PAGE_SHIFT) + " largestRun="
                        + (region.largestRun() << PageFrames.PAGE_SHIFT)
                        + "; release buffers, or raise region.bytes");
    }

    @Override
    public HeapUsage usage() {
        return meter.usage(region.range().bytes(), region.largestRun() << PageFrames.PAGE_SHIFT);
    }
}
