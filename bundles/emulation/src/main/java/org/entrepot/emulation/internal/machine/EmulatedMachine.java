package org.entrepot.emulation.internal.machine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.Segment;
import org.entrepot.spi.BusTarget;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.entrepot.spi.ReservedRegion;
import org.entrepot.spi.Translator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** The machine: a page allocator, ranges outside it, and two buses with a window for each unit that answers itself. */
@Component(
        service = {PageFrames.class, EmulatedBus.class, DeviceBus.class},
        configurationPid = MachineConfig.PID)
@Designate(ocd = MachineConfig.class)
public final class EmulatedMachine implements PageFrames, EmulatedBus, DeviceBus {
    private static final long BLOCK = PAGE_SIZE << MAX_ORDER;
    private static final long MOST_RAM = 64L << 30;
    private static final List<ReservedRegion> RESERVED = List.of(
            new ReservedRegion("carve-outs", 0x4000_0000L, 512L << 20),
            new ReservedRegion("tiler, natural view", 0x6000_0000L, 512L << 20),
            new ReservedRegion("msi", 0xfee0_0000L, 1L << 20),
            new ReservedRegion("tiler, all views", 0x2_0000_0000L, 4L << 30));

    private final BuddyFrames buddies;
    private final Shrinkers shrinkers = new Shrinkers();
    private final Claims claims;
    private final FrameTable table = new FrameTable();
    private final Translators translators = new Translators();
    private final BusWindows windows = new BusWindows();
    private final FaultLog faults;
    private final Map<String, TranslatingPort> ports = new ConcurrentHashMap<>();

    /**
     * Switches the machine on.
     *
     * @throws IllegalArgumentException if a configured value is out of its range
     */
    @Activate
    public EmulatedMachine(MachineConfig config, @Reference(service = LoggerFactory.class) Logger log) {
        this(config, log::warn);
        log.info(
                "The emulated machine is on: {} MiB from 0x{}",
                config.ram_bytes() >> 20,
                Long.toHexString(config.ram_base()));
    }

    /** Switches the machine on, without a framework. */
    EmulatedMachine(MachineConfig config, Consumer<String> warnings) {
        long bytes =
                new ConfiguredNumber(MachineConfig.PID, "ram.bytes", BLOCK, MOST_RAM, BLOCK).read(config::ram_bytes);
        long highest = (1L << FrameTable.ADDRESS_BITS) - bytes;
        long base = new ConfiguredNumber(MachineConfig.PID, "ram.base", 0, highest, BLOCK).read(config::ram_base);
        int percent = ConfiguredNumber.between(MachineConfig.PID, "fragmentation.percent", 0, 100)
                .readInt(config::fragmentation_percent);
        PageRun ram = new PageRun(base >> PAGE_SHIFT, bytes >> PAGE_SHIFT);
        this.buddies = new BuddyFrames(ram, percent, config.seed());
        this.claims = new Claims(ram);
        this.faults = new FaultLog(warnings);
    }

    @Override
    public PageRun memory() {
        return buddies.memory();
    }

    @Override
    public OptionalLong take(int order) {
        if (order < 0 || order > MAX_ORDER) {
            throw new IllegalArgumentException("a block has an order of 0 to " + MAX_ORDER + ": order=" + order);
        }
        OptionalLong taken = buddies.take(order);
        while (taken.isEmpty() && order == 0 && shrinkers.shrink()) {
            taken = buddies.take(order);
        }
        return taken;
    }

    @Override
    public void give(long frame, int order) {
        for (long one = frame; one < frame + (1L << order); one++) {
            if (table.isPlaced(one)) {
                throw new IllegalStateException(
                        "a block is given back when nothing is placed in it: frame=" + one + " order=" + order);
            }
        }
        buddies.give(frame, order);
    }

    @Override
    public long free() {
        return buddies.free();
    }

    @Override
    public FrameUse use(PageRun range) {
        return buddies.use(range);
    }

    @Override
    public Registration register(Shrinker shrinker) {
        return shrinkers.register(shrinker);
    }

    @Override
    public int largestFreeOrder() {
        return buddies.largestFreeOrder();
    }

    @Override
    public Claim claim(String owner, PageRun range) {
        return claims.claim(owner, range);
    }

    @Override
    public Placement place(List<PageRun> runs, ByteBuffer bytes) {
        long framed = 0;
        for (PageRun run : runs) {
            framed += run.bytes();
            if (run.end() > 1L << (FrameTable.ADDRESS_BITS - PAGE_SHIFT)) {
                throw new IllegalArgumentException("page frames lie in the machine's " + FrameTable.ADDRESS_BITS
                        + " address bits: frame=0x" + Long.toHexString(run.frame()) + " count=" + run.count());
            }
        }
        if (framed != bytes.capacity()) {
            throw new IllegalArgumentException(
                    "bytes fill their page frames: bytes=" + bytes.capacity() + " frames=" + framed);
        }
        return table.place(runs, bytes);
    }

    @Override
    public List<PageRun> placed(PageRun range) {
        return table.placed(range);
    }

    @Override
    public DmaPort port(String device, String bus) {
        return portOf(device).on(bus);
    }

    @Override
    public TranslationTable translations(String device) {
        return portOf(device).translations();
    }

    private TranslatingPort portOf(String device) {
        return ports.computeIfAbsent(
                device, name -> new TranslatingPort(name, translators, new PhysicalSpace(table, windows), faults));
    }

    @Override
    public List<ReservedRegion> reservedRegions(int addressBits) {
        ReservedRegion own = new ReservedRegion(
                "aperture of the machine's own I/O MMU",
                EmulatedBus.apertureBytes(addressBits),
                EmulatedBus.apertureBytes(addressBits));
        return Stream.concat(Stream.of(own), RESERVED.stream()).toList();
    }

    @Override
    public boolean carries(DeviceDescription device) {
        return device.bus().equals(EmulatedBus.DIRECT) || device.bus().equals(EmulatedBus.BEHIND_IOMMU);
    }

    @Override
    public Installed translate(String bus, Translator translator) {
        return translators.install(bus, translator);
    }

    @Override
    public Window answer(String owner, long address, long bytes, BusTarget target) {
        if (address % PAGE_SIZE != 0 || bytes % PAGE_SIZE != 0) {
            throw new IllegalArgumentException("a window is whole pages: owner=" + owner + " address=0x"
                    + Long.toHexString(address) + " bytes=" + bytes);
        }
        return windows.open(claim(owner, new PageRun(address >>> PAGE_SHIFT, bytes >> PAGE_SHIFT)), target);
    }

    @Override
    public List<Segment> live(long address, long bytes) {
        return windows.live(new Segment(address, bytes));
    }

    @Override
    public DeviceAddresses reach(DeviceDescription device, Direction direction, List<Segment> segments) {
        List<Translation> identity = segments.stream()
                .map(part -> new Translation(part.address(), part.address(), part.length()))
                .toList();
        return new MappedAddresses(translations(device.name()), identity, direction, segments, () -> {});
    }

    @Override
    public List<DmaFault> faults(String bus) {
        return faults.last().stream()
                .filter(fault -> portOf(fault.device()).isOn(bus))
                .toList();
    }
}
