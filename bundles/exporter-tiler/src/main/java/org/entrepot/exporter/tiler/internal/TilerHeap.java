package org.entrepot.exporter.tiler.internal;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The TILER heap: an image lies in tiles, a rectangle of the container for each plane, and a device sees it in any of eight orientations,
 * row by row. Plain bytes lie in page mode. Behind are single pages of the machine; only the heap itself maps them.
 */
@Component(
        configurationPid = TilerHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=tiler")
@Designate(ocd = TilerHeapConfig.class, factory = true)
public final class TilerHeap implements Exporter {
    /** More than any other scarce memory costs: it is for those that want what no other has. */
    private static final int COST = 100;

    private static final long CONTAINER_BYTES = (long) SlotMap.SLOTS * SlotLayout.SLOT_BYTES;

    private final PageFrames machine;
    private final DeviceBus bus;
    private final MemoryFiles files;
    private final HeapDescription description;
    private final TilingUnit unit;
    private final Aperture aperture;
    private final CpuSide cpu;
    private final Traffic traffic = new Traffic();
    private final HeapMeter meter = new HeapMeter();

    /**
     * Opens the heap and puts its unit on the bus.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     * @throws EntrepotException with {@link Reason#BUSY} if the unit's addresses are somebody else's
     */
    @Activate
    public TilerHeap(
            TilerHeapConfig config,
            @Reference PageFrames machine,
            @Reference DeviceBus bus,
            @Reference MemoryFiles files) {
        int containers = ConfiguredNumber.between(TilerHeapConfig.PID, "containers", 1, 2)
                .readInt(config::containers);
        this.machine = machine;
        this.bus = bus;
        this.files = files;
        this.description = new HeapDescription(
                config.entrepot_exporter(),
                "tiler",
                Provenance.emulated("no driver of a TILER hands its memory out; "
                        + files.form().words()));
        this.unit = new TilingUnit(containers == 1 ? TilingUnit.Generation.OMAP4 : TilingUnit.Generation.OMAP5);
        this.cpu = CpuSide.of(config.cpu_access(), unit, traffic);
        this.aperture = new Aperture("heap " + description.name(), bus, unit);
    }

    @Deactivate
    void deactivate() {
        aperture.retire();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.between(Aperture.NATURAL, Aperture.NATURAL + TilerAddressLayout.VIEW_BYTES - 1)
                .contiguity(Capabilities.Contiguity.ROWS)
                .rowPitch(Reach.LONGEST_ROW)
                .orientations(Orientation.values())
                .coherencyDomain(CoherencyDomain.RAM)
                .mappingTypes(MappingType.PRIVATE)
                .supply(Capabilities.Supply.SCARCE)
                .cost(COST)
                .largestSize(CONTAINER_BYTES)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
        return Reach.match(bus, device, constraints, orientation);
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        aperture.revisit();
        List<Piece> pieces = reserve(request);
        List<Area> areas = pieces.stream().map(Piece::area).toList();
        long bytes = areas.stream().mapToLong(Area::bytes).sum();
        meter.tryTake(bytes, capacity());
        // Slots are counted after they are reserved and until they are released: what is counted is never more than
        // there is.
        Runnable giveBack = () -> {
            meter.give(bytes);
            aperture.release(areas);
        };
        try {
            return back(request, pieces, giveBack);
        } catch (RuntimeException e) {
            giveBack.run();
            throw e;
        }
    }

    private List<Piece> reserve(MemoryRequest request) {
        Optional<List<Piece>> pieces;
        try {
            pieces = Pieces.reserve(unit, request);
        } catch (EntrepotException e) {
            if (e.reason() == Reason.OUT_OF_MEMORY) {
                meter.exhausted();
            }
            throw e;
        }
        return pieces.orElseThrow(() -> noRoom(request));
    }

    private ExportedMemory back(MemoryRequest request, List<Piece> pieces, Runnable giveBack) {
        int pages = pieces.stream().mapToInt(piece -> piece.area().slots()).sum();
        Frames frames = Frames.take(machine, pages).orElseThrow(() -> {
            meter.exhausted();
            return new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "the machine has pages to put behind an area: heap=" + description.name() + " wanted=" + pages
                            + " free=" + machine.free() + " pages; release buffers, or raise ram.bytes");
        });
        PlacedMemory behind;
        try {
            behind = PlacedMemory.place(machine, files, request.name(), frames.runs(), frames::give);
        } catch (RuntimeException e) {
            frames.give();
            throw e;
        }
        try {
            return tiled(request, pieces, behind, giveBack);
        } catch (RuntimeException e) {
            // Gives the frames back too.
            behind.close();
            throw e;
        }
    }

    private ExportedMemory tiled(MemoryRequest request, List<Piece> pieces, PlacedMemory behind, Runnable giveBack) {
        Optional<DetiledView> copy = request.layout() instanceof ImageLayout
                ? Optional.of(cpu.view(files, request, pieces, behind.view()))
                : Optional.empty();
        TiledMemory.Home home = new TiledMemory.Home(description.name(), unit, bus);
        return new TiledMemory(home, request.bytes(), pieces, behind, copy, giveBack);
    }

    private long capacity() {
        return unit.containers().size() * CONTAINER_BYTES;
    }

    private EntrepotException noRoom(MemoryRequest request) {
        boolean fragmented = Pieces.wanted(request).isFree(unit);
        if (fragmented) {
            meter.fragmented();
        } else {
            meter.exhausted();
        }
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a heap has room: heap=" + description.name() + (fragmented ? " is fragmented" : " is exhausted")
                        + ", wanted=" + Pieces.wanted(request).bytes() + " free=" + free() + " largestRun="
                        + largestRun() + "; release buffers, or choose other memory");
    }

    private long free() {
        return unit.containers().stream().mapToLong(Container::free).sum() * SlotLayout.SLOT_BYTES;
    }

    private long largestRun() {
        return (long) unit.container(Mode.PAGE).longestRun() * SlotLayout.SLOT_BYTES;
    }

    @Override
    public HeapUsage usage() {
        aperture.revisit();
        return meter.usage(capacity(), largestRun());
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        aperture.revisit();
        return unit.containers().stream()
                .map(container -> ContainerMap.of(
                        container, container == unit.container(Mode.EIGHT_BIT) ? cpu.slots() : new BitSet(), mostCells))
                .toList();
    }

    @Override
    public List<Counter> counters() {
        List<Container> all = unit.containers();
        long rectangles = all.stream().mapToLong(Container::rectangles).sum();
        long runs = all.stream().mapToLong(Container::runs).sum();
        return List.of(
                new Counter("areas 2-d", rectangles, "areas", "rectangles of slots reserved, one a plane"),
                new Counter("areas 1-d", runs, "areas", "runs of slots reserved for plain bytes"),
                new Counter(
                        "pinned pages", unit.pinned(), "pages", "slots with a page behind, the others lead to a dummy"),
                new Counter(
                        "window evictions",
                        traffic.evictions().sum(),
                        "times",
                        "windows of the CPU taken for another part"),
                new Counter("de-tiled bytes", traffic.detiled().sum(), "bytes", "copied out of tiles for the CPU"),
                new Counter("re-tiled bytes", traffic.retiled().sum(), "bytes", "copied into tiles from the CPU"));
    }
}
