package org.entrepot.exporter.cma.internal;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.osgi.service.log.Logger;

/**
 * The CMA heap: each buffer is a memory file of its own, at one run of page frames of the region.
 *
 * <p>A new configuration exchanges the region under the same heap: were it made anew, an impossible configuration would leave no
 * heap at all, and its buffers would be those of a heap that left.
 */
public final class CmaHeap implements Exporter {
    private final PageFrames machine;
    private final Logger log;
    private final String configuredName;
    private final String backingWanted;
    private final String kernelWanted;
    private final Backing backing;
    private final HeapDescription description;
    private final PageFrames.Claim claim;
    private final CmaRegion region;
    private final HeapMeter meter = new HeapMeter();
    /** Allocations hold the one side, an exchange of the region the other: memory is placed where the heap's claim is. */
    private final ReadWriteLock exchange = new ReentrantReadWriteLock();

    private RegionSettings settings;

    /**
     * Opens the heap and claims its region.
     *
     * @param who under which name, and why it is not the kernel's
     * @throws IllegalArgumentException if a configured value breaks its rule
     * @throws EntrepotException with {@link Reason#BUSY} if the region is somebody else's, with {@link Reason#UNSUPPORTED} if it is
     *     to be backed by huge pages and none is free
     */
    public CmaHeap(CmaHeapConfig config, Emulated who, PageFrames machine, MemoryFiles files, Logger log) {
        this.machine = machine;
        this.log = log;
        this.settings = RegionSettings.of(config);
        this.configuredName = config.entrepot_exporter();
        this.backingWanted = config.backing();
        this.kernelWanted = config.kernel_heap();
        this.backing = Backing.of(backingWanted, files);
        this.description = new HeapDescription(who.name(), "cma", backing.provenance(who.reason()));
        this.claim = machine.claim("heap " + who.name(), settings.range());
        this.region = opened();
    }

    private CmaRegion opened() {
        try {
            return new CmaRegion(machine, settings);
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    /** Exchanges the region if the configuration says so; one that cannot be had leaves it as it is. */
    void modified(CmaHeapConfig config) {
        Lock lock = exchange.writeLock();
        lock.lock();
        try {
            exchange(config);
        } catch (IllegalArgumentException | EntrepotException e) {
            log.error("Heap {} goes on with {}: {}", description.name(), words(settings.range()), e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void exchange(CmaHeapConfig config) {
        checkKept("entrepot.exporter", config.entrepot_exporter(), configuredName);
        checkKept("kernel.heap", config.kernel_heap(), kernelWanted);
        checkKept("backing", config.backing(), backingWanted);
        RegionSettings wanted = RegionSettings.of(config);
        if (!wanted.equals(settings)) {
            claim.moveTo(wanted.range());
            exchangeRegion(wanted);
            settings = wanted;
            log.info(
                    "Heap {} has {} now; {} bytes in buffers stay where they are, {} of them outside",
                    description.name(),
                    words(wanted.range()),
                    meter.used(),
                    region.capacity() - wanted.range().bytes());
        }
    }

    private void exchangeRegion(RegionSettings wanted) {
        try {
            region.exchange(wanted);
        } catch (RuntimeException e) {
            claim.moveTo(settings.range());
            region.exchange(settings);
            throw e;
        }
    }

    private static void checkKept(String key, String wanted, String now) {
        if (!wanted.equals(now)) {
            throw new IllegalArgumentException("a heap keeps its " + key + " while it serves: " + key + "=" + wanted
                    + " was=" + now + "; remove this configuration and write another");
        }
    }

    private static String words(PageRun range) {
        return "region.base=" + range.address() + " region.bytes=" + range.bytes();
    }

    /** Gives the region up; what is out stays where it is. */
    void deactivate() {
        region.close();
        claim.close();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        PageRun range = region.range();
        Capabilities.Builder can = Capabilities.between(range.address(), range.address() + range.bytes() - 1)
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .supply(Capabilities.Supply.SCARCE)
                .largestSize(Math.min(range.bytes(), backing.largest()));
        return backing.mapped(can).build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        Lock lock = exchange.readLock();
        lock.lock();
        try {
            ExportedMemory memory = firstFit(request);
            meter.take(request.bytes());
            return memory;
        } finally {
            lock.unlock();
        }
    }

    private ExportedMemory firstFit(MemoryRequest request) {
        while (true) {
            PageRun run = take(request);
            try {
                return place(request, run);
            } catch (EntrepotException e) {
                if (e.reason() != Reason.BUSY) {
                    giveBack(run, e);
                    throw e;
                }
                region.strand(run);
            } catch (RuntimeException e) {
                region.give(run);
                throw e;
            }
        }
    }

    private void giveBack(PageRun run, EntrepotException why) {
        region.give(run);
        if (why.reason() == Reason.OUT_OF_MEMORY) {
            meter.exhausted();
        }
    }

    private ExportedMemory place(MemoryRequest request, PageRun run) {
        request.check(description.name(), List.of(run));
        MemoryFile file = backing.create(request.name(), request.bytes());
        try {
            return PlacedMemory.place(machine, file, List.of(run), done -> {
                done.close();
                region.give(run);
                meter.give(request.bytes());
            });
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private PageRun take(MemoryRequest request) {
        CmaRegion.Search search = region.take(Math.toIntExact(request.bytes() >> PageFrames.PAGE_SHIFT));
        if (search instanceof CmaRegion.Found found) {
            return found.run();
        }
        throw refusal(request, (CmaRegion.Lack) search);
    }

    private EntrepotException refusal(MemoryRequest request, CmaRegion.Lack lack) {
        if (lack == CmaRegion.Lack.RUN) {
            meter.fragmented();
        } else {
            meter.exhausted();
        }
        String asked = "wanted=" + request.bytes() + " "
                + region.state(Math.toIntExact(request.bytes() >> PageFrames.PAGE_SHIFT));
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                switch (lack) {
                    case ROOM ->
                        "a heap has room: heap=" + description.name() + " is exhausted, " + asked
                                + "; release buffers, or raise region.bytes";
                    case RUN ->
                        "a heap has room: heap=" + description.name() + " is fragmented, " + asked
                                + "; release buffers, or raise region.bytes";
                    case TARGET ->
                        "a tenant that makes room has a page to move to: heap=" + description.name() + " "
                                + asked + " free frames of the page allocator=" + machine.free()
                                + "; release buffers of any heap, raise ram.bytes of the emulated machine, or lower tenants.percent";
                });
    }

    @Override
    public HeapUsage usage() {
        return meter.usage(region.capacity(), region.largestRunBytes());
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        return List.of(region.occupancy(mostCells));
    }

    @Override
    public List<Counter> counters() {
        return Stream.concat(region.counters().stream(), backing.counters().stream())
                .toList();
    }
}
