package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The I/O MMU as services: its heap from the beginning, its mapper as soon as the bus is free. The heap is scattered page
 * frames of the emulated machine. What was handed out needs nothing of the bundle's
 * services and so outlives them. Frames that are given back wait until no device can reach them any more.
 */
@Component(
        configurationPid = IommuConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=iommu")
@Designate(ocd = IommuConfig.class, factory = true)
public final class IommuHeap implements Exporter {
    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private final PageFrames machine;
    private final MemoryFiles files;
    private final HeapDescription description;
    private final long quota;
    private final HeapMeter meter = new HeapMeter();
    private final LentFrames lent = new LentFrames();
    private final IommuDriver driver;
    private final IommuUnit unit;

    /**
     * Opens the heap, and takes the bus.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public IommuHeap(
            IommuConfig config,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference DeviceBus bus,
            @Reference(service = LoggerFactory.class) Logger log) {
        this(config, machine, files, bus, mapper -> register(context, config, mapper), log);
    }

    /** Opens the heap, without a framework. */
    IommuHeap(
            IommuConfig config,
            PageFrames machine,
            MemoryFiles files,
            DeviceBus bus,
            Function<Mapper, Runnable> registry,
            Logger log) {
        long wanted = ConfiguredNumber.between(IommuConfig.PID, "quota.bytes", 0, Long.MAX_VALUE)
                .read(config::quota_bytes);
        this.machine = machine;
        this.files = files;
        this.quota = wanted == 0 ? machine.memory().bytes() : wanted;
        Provenance provenance = Provenance.emulated(
                "page table of the emulated machine; " + files.form().words());
        this.description = new HeapDescription(config.entrepot_exporter(), "iommu", provenance);
        this.driver = new IommuDriver(config, bus, lent::contain, registry, log);
        this.unit = driver.unit();
    }

    private static Runnable register(BundleContext context, IommuConfig config, Mapper mapper) {
        Map<String, Object> properties =
                Map.of(Mapper.NAME_PROPERTY, mapper.name(), Constants.SERVICE_RANKING, config.mapper_ranking());
        return context.registerService(Mapper.class, mapper, FrameworkUtil.asDictionary(properties))::unregister;
    }

    @Deactivate
    void deactivate() {
        driver.stop();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        long first = machine.memory().address();
        return PlacedMemory.mapped(
                        Capabilities.between(first, first + machine.memory().bytes() - 1)
                                .contiguity(Capabilities.Contiguity.SCATTERED)
                                .supply(Capabilities.Supply.PLENTY)
                                .cost(1)
                                .largestSize(Math.max(
                                        PageFrames.PAGE_SIZE, Math.min(quota & -PageFrames.PAGE_SIZE, LARGEST))),
                        files)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return FrameBlocks.expectedRuns(bytes >> PageFrames.PAGE_SHIFT);
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        charge(request.bytes());
        try {
            return place(request, blocks(request));
        } catch (RuntimeException e) {
            meter.give(request.bytes());
            throw e;
        }
    }

    private void charge(long bytes) {
        if (!meter.tryTake(bytes, quota)) {
            unit.queue().flush();
            if (!meter.tryTake(bytes, quota)) {
                meter.exhausted();
                throw new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a heap has room: heap=" + description.name() + " is exhausted, wanted=" + bytes + " used="
                                + meter.used() + " quota=" + quota + "; release buffers, or raise quota.bytes");
            }
        }
    }

    private FrameBlocks blocks(MemoryRequest request) {
        long pages = request.bytes() >> PageFrames.PAGE_SHIFT;
        FrameBlocks blocks = FrameBlocks.take(machine, pages);
        if (blocks.missing() > 0) {
            blocks.give();
            unit.queue().flush();
            blocks = FrameBlocks.take(machine, pages);
        }
        if (blocks.missing() > 0) {
            blocks.give();
            throw tooFew(pages);
        }
        FrameBlocks.Misfit misfit = blocks.misfit(request.constraints());
        if (misfit != null) {
            blocks.give();
            throw refusal(misfit);
        }
        return blocks;
    }

    private EntrepotException tooFew(long pages) {
        meter.exhausted();
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "the machine has page frames: heap=" + description.name() + " is exhausted, wanted=" + pages + " free="
                        + machine.free() + " capacity=" + machine.memory().count()
                        + "; release buffers, or raise ram.bytes of the emulated machine");
    }

    private EntrepotException refusal(FrameBlocks.Misfit misfit) {
        if (misfit.constraint() == Constraint.MAX_SEGMENTS) {
            meter.fragmented();
        }
        return new EntrepotException(
                Reason.REFUSED,
                "memory keeps the " + misfit.constraint().words() + " of devices that reach it where it is: heap="
                        + description.name() + " wanted=" + misfit.wanted() + " offered=" + misfit.offered()
                        + "; use another heap, or devices behind an I/O MMU");
    }

    private ExportedMemory place(MemoryRequest request, FrameBlocks blocks) {
        List<PageRun> runs = blocks.runs();
        lent.lend(runs);
        try {
            return PlacedMemory.place(
                    machine, files, request.name(), runs, () -> unit.queue().afterwards(() -> {
                        giveBack(blocks);
                        meter.give(request.bytes());
                    }));
        } catch (RuntimeException e) {
            giveBack(blocks);
            throw e;
        }
    }

    private void giveBack(FrameBlocks blocks) {
        lent.takeBack(blocks.runs());
        blocks.give();
    }

    @Override
    public HeapUsage usage() {
        int order = machine.largestFreeOrder();
        return meter.usage(quota, order < 0 ? 0 : PageFrames.PAGE_SIZE << order);
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        List<Occupancy> all = new ArrayList<>();
        all.add(lent.occupancy(machine.memory(), mostCells));
        all.addAll(unit.occupancies(mostCells));
        return all;
    }

    @Override
    public List<Counter> counters() {
        Domain.Entries entries = unit.entries();
        return List.of(
                counter("mapped", entries.pages() << PageFrames.PAGE_SHIFT, "bytes", "what devices reach through it"),
                counter("mappings", unit.tenancy().mappings(), "mappings", "open, or waiting for invalidation"),
                counter("4 KiB entries", entries.small(), "entries", "of all page tables"),
                counter("2 MiB entries", entries.large(), "entries", "of all page tables"),
                counter("1 GiB entries", entries.huge(), "entries", "of all page tables"),
                counter("address cache hits", unit.sum(Domain::hits), "times", "small ranges that were ready"),
                counter("address cache misses", unit.sum(Domain::misses), "times", "small ranges that were not"),
                counter("invalidations", unit.sum(Domain::flushes), "times", "the I/O MMU was made to forget"),
                counter("awaiting invalidation", unit.queue().waiting(), "entries", "unmapped, not forgotten yet"),
                counter("faults", unit.faultCount(), "times", "accesses to what was not mapped for them"));
    }

    private static Counter counter(String name, long value, String unit, String meaning) {
        return new Counter(name, value, unit, meaning);
    }
}
