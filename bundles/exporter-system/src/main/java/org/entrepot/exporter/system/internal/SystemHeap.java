package org.entrepot.exporter.system.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelOrEmulated.Emulated;
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

/**
 * The emulated system heap: each buffer is a memory file of its own, at scattered page frames of the emulated machine. Both are kept
 * for a while when it is freed. What was handed out needs nothing of the component but its counts, and so outlives it.
 */
public final class SystemHeap implements Exporter {
    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;
    private static final long LONGEST_IDLE_MILLIS = 86_400_000;
    /** How often a better set of blocks is looked for when a device takes few segments. */
    private static final int ATTEMPTS = 4;

    private final PageFrames machine;
    private final MemoryFiles files;
    private final HeapDescription description;
    private final long quota;
    private final HeapMeter meter = new HeapMeter();
    private final OrderCounts orders = new OrderCounts();
    private final BackingCache cache;
    private final PageFrames.Registration shrinking;

    /**
     * Opens the heap.
     *
     * @param who under which name, and why it is emulated
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    public SystemHeap(SystemHeapConfig config, Emulated who, PageFrames machine, MemoryFiles files) {
        long wanted = rule("quota.bytes", Long.MAX_VALUE).read(config::quota_bytes);
        long cacheBytes = rule("cache.bytes", Long.MAX_VALUE).read(config::cache_bytes);
        long idleMillis = rule("cache.idleMillis", LONGEST_IDLE_MILLIS).read(config::cache_idleMillis);
        this.machine = machine;
        this.files = files;
        this.quota = wanted == 0 ? machine.memory().bytes() : wanted;
        this.description = new HeapDescription(
                who.name(),
                "system",
                Provenance.emulated(who.reason() + "; " + files.form().words()));
        this.cache = new BackingCache(who.name(), cacheBytes, idleMillis);
        this.shrinking = machine.register(cache);
    }

    private static ConfiguredNumber rule(String key, long most) {
        return ConfiguredNumber.between(SystemHeapConfig.PID, key, 0, most);
    }

    /** Keeps nothing any more. What is out goes straight back to the machine when it is closed. */
    void deactivate() {
        shrinking.close();
        cache.close();
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
                                .largestSize(Math.max(
                                        PageFrames.PAGE_SIZE, Math.min(quota & -PageFrames.PAGE_SIZE, LARGEST))),
                        files)
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
            return place(request, backing(request));
        } catch (RuntimeException e) {
            meter.give(request.bytes());
            throw e;
        }
    }

    private Backing backing(MemoryRequest request) {
        return cache.take(request.bytes(), runs -> refusal(request, runs).isEmpty())
                .orElseGet(() -> fresh(request));
    }

    private ExportedMemory place(MemoryRequest request, Backing backing) {
        try {
            return PlacedMemory.place(machine, backing.file(), backing.runs(), file -> {
                cache.keep(backing);
                meter.give(request.bytes());
            });
        } catch (RuntimeException e) {
            backing.release();
            throw e;
        }
    }

    /** Fresh frames and memory. What is cached is given up before it is said that there are none. */
    private Backing fresh(MemoryRequest request) {
        try {
            return made(request);
        } catch (EntrepotException e) {
            if (!cache.giveUp()) {
                count(e);
                throw e;
            }
        }
        try {
            return made(request);
        } catch (EntrepotException e) {
            count(e);
            throw e;
        }
    }

    private void count(EntrepotException refusal) {
        if (refusal instanceof TooScattered) {
            meter.fragmented();
        } else if (refusal.reason() == Reason.OUT_OF_MEMORY) {
            meter.exhausted();
        }
    }

    private Backing made(MemoryRequest request) {
        Blocks blocks = blocks(request);
        try {
            return new Backing(blocks, files.create(request.name(), request.bytes()));
        } catch (RuntimeException e) {
            blocks.give();
            throw e;
        }
    }

    /** Blocks that suit. A set that does not is kept until another is found, so that the next is different. */
    private Blocks blocks(MemoryRequest request) {
        long pages = request.bytes() >> PageFrames.PAGE_SHIFT;
        List<Blocks> rejected = new ArrayList<>();
        Optional<EntrepotException> refusal = Optional.empty();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Blocks blocks = Blocks.take(machine, orders, pages);
                if (blocks.pages() < pages) {
                    blocks.give();
                    break;
                }
                refusal = refusal(request, blocks.runs());
                if (refusal.isEmpty()) {
                    return blocks;
                }
                rejected.add(blocks);
            }
            throw refusal.orElseGet(() -> tooFew(pages));
        } finally {
            for (int i = rejected.size() - 1; i >= 0; i--) {
                rejected.get(i).give();
            }
        }
    }

    /** Why runs of page frames do not keep the constraints of a request; nothing if they do. */
    private Optional<EntrepotException> refusal(MemoryRequest request, List<PageRun> runs) {
        int distinct = Blocks.distinctRuns(runs);
        if (distinct > request.constraints().maxSegments()) {
            return Optional.of(new TooScattered(description.name(), request.constraints(), distinct));
        }
        try {
            request.check(description.name(), runs);
            return Optional.empty();
        } catch (EntrepotException e) {
            return Optional.of(e);
        }
    }

    /** Enough is free, in too many runs. */
    private static final class TooScattered extends EntrepotException {
        private static final long serialVersionUID = 1L;

        TooScattered(String heap, Constraints wanted, int runs) {
            super(
                    Reason.REFUSED,
                    "memory comes in few enough runs: heap=" + heap + " wanted=" + wanted.maxSegments() + " offered="
                            + runs + "; use a contiguous heap");
        }
    }

    private EntrepotException tooFew(long pages) {
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "the machine has page frames: heap=" + description.name() + " is exhausted, wanted=" + pages + " free="
                        + machine.free() + " capacity=" + machine.memory().count()
                        + "; release buffers, or raise ram.bytes of the emulated machine");
    }

    @Override
    public HeapUsage usage() {
        int order = machine.largestFreeOrder();
        long run = order < 0 ? 0 : PageFrames.PAGE_SIZE << order;
        return meter.usage(quota, Math.max(0, Math.min(run, quota - meter.used())));
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        return List.of(FrameMap.of(machine, mostCells));
    }

    @Override
    public List<Counter> counters() {
        return Stream.concat(cache.counters().stream(), orders.counters().stream())
                .toList();
    }
}
