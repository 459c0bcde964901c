package org.entrepot.core.internal.buffer;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.MemoryFacts;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Importer;
import org.entrepot.spi.MemoryRequest;

/** What races around a buffer stand on: a buffer whose bytes nobody touches, and which asks nothing of an engine. */
final class RaceGround {
    private static final Provenance EMULATED = Provenance.emulated("races");
    private static final CallWatch WATCH = new CallWatch(Duration.ZERO, 0, (who, failure) -> {});
    private static final Plan PLAN =
            new Selection(new Roster()).plan(AllocationRequest.bytes(4096).build());
    private static final Backend BACKEND = new Backend(new Heap(), "races", () -> 0, WATCH);

    private static final MemoryFacts FACTS = new MemoryFacts(4096, 4096, List.of());

    private RaceGround() {}

    /** A buffer that is somewhere, with one reference. */
    static Buffer buffer() {
        Placement placement = Placement.taken(PLAN, BACKEND, null, FACTS);
        return new Buffer(new Birth(1, PLAN, null, null), null, null, placement);
    }

    /** A device to which nothing is attached. */
    static Device device() {
        return new Device(new Camera(), "races", WATCH);
    }

    /** A heap that is never asked for memory. */
    private static final class Heap implements Exporter {
        @Override
        public HeapDescription description() {
            return new HeapDescription("race", "races", EMULATED);
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.between(0, 0xffff).build();
        }

        @Override
        public int expectedRuns(long bytes) {
            return 1;
        }

        @Override
        public ExportedMemory allocate(MemoryRequest request) {
            throw new IllegalStateException("a race allocates nothing: request=" + request);
        }

        @Override
        public HeapUsage usage() {
            return new HeapUsage(0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** A device that constrains nothing. */
    private static final class Camera implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription("camera0", "races", "races", EMULATED);
        }

        @Override
        public Constraints constraints() {
            return Constraints.NONE;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }
    }
}
