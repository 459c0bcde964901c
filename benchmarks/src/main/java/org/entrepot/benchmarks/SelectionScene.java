package org.entrepot.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.FormatModifiers.Pair;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Importer;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;

/**
 * A machine with more on it than most: eight devices, half of them behind an I/O MMU, each with sixteen pairs of format and modifier,
 * and ten heaps, of which four refuse.
 */
final class SelectionScene {
    static final int DEVICES = 8;
    static final int HEAPS = 10;
    static final int FORMATS = 16;

    private static final String BUS = "bus";
    private static final String BEHIND = "behind";
    private static final Provenance HERE = Provenance.emulated("benchmark");

    private final CallWatch watch = new CallWatch(Duration.ofSeconds(3), 8, (who, e) -> {});
    private final Roster roster = new Roster();
    private final Selection selection = new Selection(roster);

    SelectionScene() {
        roster.arrive(new MappingLayer(new Layer("direct0", BUS), "benchmark", () -> 0, watch));
        roster.arrive(new MappingLayer(new Layer("iommu0", BEHIND), "benchmark", () -> 0, watch));
        for (int i = 0; i < DEVICES; i++) {
            roster.arrive(new Device(new User("device" + i, i % 2 == 0 ? BUS : BEHIND, limits(i)), "benchmark", watch));
        }
        for (int i = 0; i < HEAPS; i++) {
            roster.arrive(new Backend(new Heap("heap" + i, capabilities(i)), "benchmark", () -> 0, watch));
        }
    }

    /** Each device takes another fifteen of all pairs, and one that all take, which the request likes least. */
    private static Constraints limits(int device) {
        PixelFormat[] formats = formats();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < FORMATS - 1; i++) {
            pairs.add(Pair.of(formats[i], new Modifier(device + 1L)));
        }
        pairs.add(Pair.of(formats[FORMATS - 1], Modifier.LINEAR));
        return Constraints.builder()
                .addressBits(32 + device)
                .maxSegments(device == 1 ? 1 : 64)
                .maxSegmentSize(4L << 20)
                .addressAlignment(4096)
                .strideAlignment(16 << (device % 4))
                .heightAlignment(2)
                .formats(FormatModifiers.of(pairs))
                .build();
    }

    private static PixelFormat[] formats() {
        PixelFormat[] formats = new PixelFormat[FORMATS];
        System.arraycopy(PixelFormat.values(), 0, formats, 0, FORMATS);
        return formats;
    }

    private static Capabilities capabilities(int heap) {
        boolean high = heap >= 6;
        return Capabilities.between(high ? 1L << 33 : 0, high ? (1L << 34) - 1 : (1L << 32) - 1)
                .contiguity(heap % 3 == 0 ? Contiguity.ONE_RUN : Contiguity.SCATTERED)
                .supply(heap % 3 == 0 ? Supply.SCARCE : Supply.PLENTY)
                .cost(heap)
                .build();
    }

    /** A frame for all devices, whichever of sixteen formats they agree on. */
    AllocationRequest request() {
        String[] names = new String[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            names[i] = deviceName(i);
        }
        return AllocationRequest.image(1920, 1080, formats())
                .modifiers()
                .devices(names)
                .build();
    }

    /** Another text each time: an equal request is not the same objects. */
    private static String deviceName(int number) {
        return "device" + number;
    }

    /** The plan for a request, which is remembered. */
    Plan plan(AllocationRequest request) {
        return selection.plan(request);
    }

    /** The plan for a request, made anew: something on the roster has changed. */
    Plan planAnew(AllocationRequest request) {
        roster.changed();
        return selection.plan(request);
    }

    /** A mapper that serves a bus; the one behind an I/O MMU lifts reach and contiguity. */
    private record Layer(String name, String bus) implements Mapper {
        @Override
        public boolean serves(DeviceDescription device) {
            return device.bus().equals(bus);
        }

        @Override
        public Constraints lift(Constraints constraints) {
            return bus.equals(BUS)
                    ? constraints
                    : constraints.toBuilder()
                            .addressBits(Long.SIZE)
                            .addressAlignment(1)
                            .maxSegments(Integer.MAX_VALUE)
                            .maxSegmentSize(Long.MAX_VALUE)
                            .build();
        }

        @Override
        public Match match(DeviceDescription device, MemoryCookie cookie) {
            return Match.YES;
        }

        @Override
        public DeviceAddresses map(MapRequest request) {
            throw nothingIsMapped();
        }
    }

    private record User(DeviceDescription description, Constraints constraints) implements Importer {
        User(String name, String bus, Constraints constraints) {
            this(new DeviceDescription(name, bus, "a device of the benchmark", HERE), constraints);
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PRIVATE, MappingType.PAGES);
        }
    }

    private record Heap(HeapDescription description, Capabilities capabilities) implements Exporter {
        private static final int EXPECTED_RUNS = 8;

        Heap(String name, Capabilities capabilities) {
            this(new HeapDescription(name, "benchmark", HERE), capabilities);
        }

        @Override
        public int expectedRuns(long bytes) {
            return capabilities.contiguity() == Contiguity.ONE_RUN ? 1 : EXPECTED_RUNS;
        }

        @Override
        public ExportedMemory allocate(MemoryRequest request) {
            throw nothingIsMapped();
        }

        @Override
        public HeapUsage usage() {
            return new HeapUsage(0, 0, 0, 0, 0, 0, 0);
        }
    }

    private static EntrepotException nothingIsMapped() {
        return new EntrepotException(Reason.UNSUPPORTED, "a scene is only planned for: no memory is taken");
    }
}
