package org.entrepot.exporter.carveout.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRanges;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The carve-out heap: one run for each buffer, out of a range that the operating system never owned, after {@code lib/genalloc.c}.
 * The memory has no page frames, so it is never mapped by pages: a mapper is told its address on the bus.
 */
@Component(
        configurationPid = CarveoutHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=carveout")
@Designate(ocd = CarveoutHeapConfig.class, factory = true)
public final class CarveoutHeap implements Exporter {
    /** What kind of memory it is. */
    static final String TECHNOLOGY = "carveout";

    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** More than that of a CMA heap: what no page allocator can ever lend anybody is given last. */
    private static final int COST = 10;

    private final HeapDescription description;
    private final Placing placing;
    private final CarveoutUnit unit;
    private final CarveoutRange range;
    private final CarveoutMapper.Reach reach;
    private final MappingType[] mappingTypes;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
    private volatile boolean survivors;

    /**
     * Opens the heap and answers its addresses.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     * @throws EntrepotException with {@link Reason#BUSY} if the addresses are somebody else's
     */
    @Activate
    public CarveoutHeap(
            CarveoutHeapConfig config,
            @Reference DeviceBus bus,
            @Reference MemoryFiles files,
            @Reference MemoryRanges ranges,
            @Reference(service = LoggerFactory.class) Logger log) {
        this(config, bus, files, ranges, (Consumer<String>) log::warn);
    }

    /** Opens the heap, without a framework. */
    CarveoutHeap(
            CarveoutHeapConfig config,
            DeviceBus bus,
            MemoryFiles files,
            MemoryRanges ranges,
            Consumer<String> warnings) {
        Settings settings = Settings.of(config);
        this.placing = settings.placing();
        Source source = Source.open(files, ranges, placing.heap(), settings.device(), placing.bytes(), warnings);
        this.description = new HeapDescription(placing.heap(), TECHNOLOGY, source.provenance());
        GuardRounds guards = new GuardRounds(placing, settings.checkMillis(), warnings);
        try {
            this.unit = new CarveoutUnit(bus, placing, settings.fit(), source.bytes(), guards, warnings);
        } catch (RuntimeException e) {
            guards.close();
            source.bytes().close();
            throw e;
        }
        this.mappingTypes = unit.bytes()
                .byAddress()
                .map(type -> new MappingType[] {MappingType.DEVICE_ADDRESS, type, MappingType.PRIVATE})
                .orElse(new MappingType[] {MappingType.DEVICE_ADDRESS, MappingType.PRIVATE});
        this.range = unit.range();
        this.reach = unit.reach();
        this.survivors = range.hasSurvivors();
    }

    @Deactivate
    void deactivate() {
        unit.retire();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.between(placing.address(), placing.last())
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .supply(Capabilities.Supply.SCARCE)
                .cost(COST)
                .largestSize(Math.min(placing.mostHandedOut(), LARGEST))
                // Half the range at least lies behind the first such place.
                .alignableTo(placing.mostHandedOut() / 2)
                .mappingTypes(mappingTypes)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
        return reach.includes(device) && orientation == Orientation.ROTATE_0 ? Match.YES : Match.TRY_NEXT;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        RunWish wish = placing.wish(request);
        if (survivors && System.nanoTime() - lookedAt.get() > LOOK_NANOS) {
            look();
        }
        long taken = range.take(wish);
        if (taken == RunSpace.NONE && survivors) {
            look();
            taken = range.take(wish);
        }
        if (taken == RunSpace.NONE) {
            throw noRoom(request, wish.count());
        }
        return unit.handOut(request, taken);
    }

    private void look() {
        lookedAt.set(System.nanoTime());
        survivors = unit.lookForSurvivors();
    }

    private EntrepotException noRoom(MemoryRequest request, int count) {
        if (range.isShut()) {
            return new EntrepotException(
                    Reason.GONE, "a heap is here: heap=" + placing.heap() + " has left; look it up again");
        }
        boolean enough = range.failed(count);
        CarveoutRange.State state = range.state();
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a heap has room: heap=" + placing.heap() + (enough ? " is fragmented" : " is exhausted") + ", wanted="
                        + request.bytes() + guardWords() + " free=" + bytes(state.free()) + " largestRun="
                        + bytes(state.largest()) + survivorWords(state)
                        + "; release buffers, or raise region.bytes");
    }

    private String guardWords() {
        return placing.guard() == 0 ? "" : " with " + 2 * placing.guard() + " guard pages";
    }

    private static String survivorWords(CarveoutRange.State state) {
        return state.surviving() == 0 ? "" : " held by an earlier life=" + bytes(state.surviving());
    }

    private static long bytes(long pages) {
        return pages << PageFrames.PAGE_SHIFT;
    }

    @Override
    public HeapUsage usage() {
        return range.usage();
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        return List.of(RangePicture.of(placing, range, mostCells));
    }

    @Override
    public List<Counter> counters() {
        CarveoutRange.State state = range.state();
        return List.of(
                new Counter("free", bytes(state.free()), "bytes", "free, in runs of any length"),
                new Counter(
                        "fragmentation",
                        state.fragmentationPercent(),
                        "percent",
                        "of what is free, outside the largest run"),
                new Counter(
                        "stranded", bytes(state.surviving()), "bytes", "still held by an earlier life of the range"),
                new Counter("guard hits", unit.guards().hits(), "times", "guard pages that somebody wrote to"),
                new Counter(
                        "zeroed pages", unit.bytes().zeroedPages(), "pages", "made zero because they were written to"),
                new Counter(
                        "most touched", state.mostTouched(), "runs", "read or changed by one allocation or release"));
    }
}
