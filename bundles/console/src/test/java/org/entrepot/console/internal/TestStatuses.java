package org.entrepot.console.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.IommuGroup;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.CollectionStatus.ParticipantStatus;

/** What an operator of the test sees beyond the heap and the device of {@link TestMachine}. */
final class TestStatuses {
    /** What the kernel of the test's machine knows. */
    static final List<FoundDevice> FOUND = List.of(
            new FoundDevice(
                    Kind.PCI,
                    "0000:00:03.0",
                    "network, 1af4:1041",
                    Optional.of("pci-0000:00:03.0"),
                    Optional.of("virtio-pci"),
                    new Dma(
                            OptionalInt.of(64),
                            OptionalInt.of(32),
                            Optional.of(new IommuGroup(7, Optional.of("DMA-FQ")))),
                    Optional.empty()),
            new FoundDevice(
                    Kind.VIDEO4LINUX,
                    "video0",
                    "vivid",
                    Optional.of("platform-vivid.0"),
                    Optional.empty(),
                    Dma.UNKNOWN,
                    Optional.of(new Node(Path.of("/dev/video0"), Access.DENIED, "be in the group video"))));

    /** Faults that {@link TestMachine#CAMERA} took. */
    static final List<DmaFault> FAULTS = List.of(
            new DmaFault("camera0", 0x7000, Direction.FROM_DEVICE, Instant.parse("2026-11-24T23:00:00.123456Z")),
            new DmaFault("camera0", 0x8000, Direction.TO_DEVICE, Instant.parse("2026-11-24T23:00:01Z")));

    /** One for which {@code encoder0} has not answered, and one with buffers. */
    static final List<CollectionStatus> COLLECTIONS = List.of(
            new CollectionStatus(
                    1,
                    "frames",
                    "org.example.app",
                    CollectionStatus.State.NEGOTIATING,
                    List.of(
                            new ParticipantStatus(
                                    "camera",
                                    "org.example.app",
                                    Optional.of(new BufferCounts(1, 2, 3)),
                                    Duration.ofMillis(900)),
                            new ParticipantStatus(
                                    "encoder", "org.example.encoder", Optional.empty(), Duration.ofMillis(812))),
                    List.of(),
                    Optional.empty()),
            new CollectionStatus(
                    2,
                    "previews",
                    "org.example.app",
                    CollectionStatus.State.FAILED,
                    List.of(),
                    List.of(),
                    Optional.of("a heap must have room: free=0")));

    private TestStatuses() {}

    /** A line of 320 cells of which four in the middle are taken. */
    static List<Use> line() {
        List<Use> cells = new ArrayList<>(Collections.nCopies(320, Use.FREE));
        Collections.fill(cells.subList(64, 66), Use.TAKEN);
        cells.set(66, Use.PARTLY);
        cells.set(67, Use.PINNED);
        return cells;
    }

    /** A plane of eight cells, of every use but two. */
    static List<Use> plane() {
        return List.of(Use.TAKEN, Use.TAKEN, Use.FREE, Use.FREE, Use.TAKEN, Use.TAKEN, Use.KEPT, Use.STRANDED);
    }
}
