package org.entrepot.core.internal.selection.examiner;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Provenance;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.core.internal.selection.examiner.World.Dev;
import org.entrepot.core.internal.selection.examiner.World.Heap;
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

/** A world as services before the real selection. Nothing is allocated: that is the examiner's business. */
final class Staged {
    private static final CallWatch WATCH = new CallWatch(Duration.ZERO, 0, (who, e) -> {});
    private static final Provenance TEST = Provenance.emulated("test");

    private Staged() {}

    /** The selection's plan for a world. */
    static Plan plan(World world) {
        return plan(world, world.request());
    }

    /** The selection's plan for a request to a world whose heaps and devices arrived in their order. */
    static Plan plan(World world, AllocationRequest request) {
        Roster roster = new Roster();
        roster.arrive(new MappingLayer(new FakeMapper(World.DIRECT), "test", () -> 0, WATCH));
        roster.arrive(new MappingLayer(new FakeMapper(World.IOMMU), "test", () -> 0, WATCH));
        world.heaps().forEach(heap -> arrive(roster, heap));
        world.devices().forEach(device -> roster.arrive(new Device(new FakeDevice(device), "test", WATCH)));
        return new Selection(roster).plan(request);
    }

    private static void arrive(Roster roster, Heap heap) {
        roster.arrive(new Backend(new FakeHeap(heap), "test", heap.rank()::ranking, WATCH));
        if (heap.shown().disabled()) {
            roster.disable(heap.name());
        }
    }

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("a plan needs no memory");
    }

    private record FakeHeap(Heap heap) implements Exporter {
        @Override
        public HeapDescription description() {
            return new HeapDescription(heap.name(), "test", TEST);
        }

        @Override
        public Capabilities capabilities() {
            return heap.capabilities();
        }

        @Override
        public int expectedRuns(long bytes) {
            return heap.runsFor(bytes);
        }

        @Override
        public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
            return heap.shown().toAnyone() ? Match.YES : Match.TRY_NEXT;
        }

        @Override
        public ExportedMemory allocate(MemoryRequest request) {
            throw notAsked();
        }

        @Override
        public HeapUsage usage() {
            throw notAsked();
        }
    }

    private record FakeDevice(Dev device) implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription(device.name(), device.bus(), "a device of the test", TEST);
        }

        @Override
        public Constraints constraints() {
            return device.limits();
        }

        @Override
        public List<AlternativeGroup> alternatives() {
            return device.groups();
        }

        @Override
        public List<MappingType> mappingTypes() {
            return device.types();
        }
    }

    private record FakeMapper(String name) implements Mapper {
        @Override
        public boolean serves(DeviceDescription device) {
            return device.bus().equals(name);
        }

        @Override
        public Constraints lift(Constraints constraints) {
            return name.equals(World.IOMMU) ? Iommu.lift(constraints) : constraints;
        }

        @Override
        public Match match(DeviceDescription device, MemoryCookie cookie) {
            throw notAsked();
        }

        @Override
        public DeviceAddresses map(MapRequest request) {
            throw notAsked();
        }
    }
}
