package org.entrepot.exporter.system.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The emulated system heap: each buffer is a memory file of its own, at scattered page frames of the emulated machine. What was
 * handed out needs nothing of the component but its counts, and so outlives it.
 */
@Component(
        configurationPid = SystemHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=system")
@Designate(ocd = SystemHeapConfig.class, factory = true)
public final class SystemHeap implements Exporter {
    private static final Path REAL_HEAP = Path.of("/dev/dma_heap/system");
    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;
    /** How often a better set of blocks is looked for when a device takes few segments. */
    private static final int ATTEMPTS = 4;

    private final PageFrames machine;
    private final MemoryFiles files;
    private final HeapDescription description;
    private final long quota;
    private final HeapMeter meter = new HeapMeter();

    /**
     * Opens the heap.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public SystemHeap(SystemHeapConfig config, @Reference PageFrames machine, @Reference MemoryFiles files) {
        long wanted = ConfiguredNumber.between(SystemHeapConfig.PID, "quota.bytes", 0, Long.MAX_VALUE)
                .read(config::quota_bytes);
        this.machine = machine;
        this.files = files;
        this.quota = wanted == 0 ? machine.memory().bytes() : wanted;
        this.description = new HeapDescription(config.entrepot_exporter(), "system", provenance(files.form()));
    }

    private static Provenance provenance(MemoryFiles.Form form) {
        String found = Files.exists(REAL_HEAP) ? " is here, and this release does not use it yet" : " is not here";
        return Provenance.emulated(REAL_HEAP + found + "; " + form.words());
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        long first = machine.memory().address();
        return Capabilities.between(first, first + machine.memory().bytes() - 1)
                .contiguity(Capabilities.Contiguity.SCATTERED)
                .supply(Capabilities.Supply.PLENTY)
                .largestSize(Math.max(PageFrames.PAGE_SIZE, Math.min(quota & -PageFrames.PAGE_SIZE, LARGEST)))
                .mappingTypes(PlacedMemory.mappingTypes(files))
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return Blocks.expectedRuns(bytes >> PageFrames.PAGE_SHIFT);
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        if (!meter.tryTake(request.bytes(), quota)) {
            meter.exhausted();
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "a heap has room: heap=" + description.name() + " is exhausted, wanted=" + request.bytes()
                            + " used=" + meter.used() + " quota=" + quota + "; release buffers, or raise quota.bytes");
        }
        try {
            return place(request, blocks(request));
        } catch (RuntimeException e) {
            meter.give(request.bytes());
            throw e;
        }
    }

    private ExportedMemory place(MemoryRequest request, Blocks blocks) {
        try {
            request.check(description.name(), blocks.runs());
            return PlacedMemory.place(machine, files, request.name(), blocks.runs(), () -> {
                blocks.give();
                meter.give(request.bytes());
            });
        } catch (RuntimeException e) {
            blocks.give();
            throw e;
        }
    }

    /** Blocks in few enough runs. A set that has too many is kept until another is found, so that the next is different. */
    private Blocks blocks(MemoryRequest request) {
        long pages = request.bytes() >> PageFrames.PAGE_SHIFT;
        List<Blocks> rejected = new ArrayList<>();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Blocks blocks = Blocks.take(machine, pages);
                if (blocks.pages() < pages) {
                    blocks.give();
                    break;
                }
                if (blocks.distinctRuns() <= request.constraints().maxSegments()) {
                    return blocks;
                }
                rejected.add(blocks);
            }
            throw rejected.isEmpty()
                    ? tooFew(pages)
                    : tooScattered(request, rejected.get(0).distinctRuns());
        } finally {
            for (int i = rejected.size() - 1; i >= 0; i--) {
                rejected.get(i).give();
            }
        }
    }

    private EntrepotException tooScattered(MemoryRequest request, int runs) {
        meter.fragmented();
        Constraints wanted = request.constraints();
        return new EntrepotException(
                Reason.REFUSED,
                "memory comes in few enough runs: heap=" + description.name() + " wanted=" + wanted.maxSegments()
                        + " offered=" + runs + "; use a contiguous heap");
    }

    private EntrepotException tooFew(long pages) {
        meter.exhausted();
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "the machine has page frames: heap=" + description.name() + " is exhausted, wanted=" + pages + " free="
                        + machine.free() + " capacity=" + machine.memory().count()
                        + "; release buffers, or raise ram.bytes of the emulated machine");
    }

    @Override
    public HeapUsage usage() {
        int order = machine.largestFreeOrder();
        return meter.usage(quota, order < 0 ? 0 : PageFrames.PAGE_SIZE << order);
    }
}
