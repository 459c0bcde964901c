package org.entrepot.console.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.Attachment;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.Segment;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.Health;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.TimelineStatus;
import org.entrepot.control.Totals;
import org.entrepot.pipeline.PipelineReport;

/** What commands return where the contract's own types do not say what is meant by a list of them. */
public final class Views {
    private Views() {}

    /** All heaps. */
    public record Heaps(List<HeapStatus> all) {}

    /** One heap from inside. */
    public record Heap(HeapInside inside) {}

    /** All devices. */
    public record Devices(List<DeviceStatus> all) {}

    /** What the kernel of this machine knows. */
    public record Found(List<FoundDevice> all) {}

    /** All buffers, and what the engine counts. */
    public record Buffers(List<BufferStatus> all, List<Counter> counters) {}

    /** The buffers that could not leave a heap that is gone, disabled or isolated. */
    public record Stranded(List<BufferStatus> all) {}

    /** One buffer. */
    public record OneBuffer(BufferStatus buffer) {}

    /** The migrations. */
    public record Migrations(List<MigrationStatus> all) {}

    /** A migration that ended well. */
    public record Moved(MigrationStatus status) {}

    /** All collections of buffers. */
    public record Collections(List<CollectionStatus> all) {}

    /** The timelines of fences. */
    public record Timelines(List<TimelineStatus> all) {}

    /** The last DMA faults, and the devices that count theirs. */
    public record Faults(List<DmaFault> last, List<DeviceStatus> devices) {}

    /** How the platform is. */
    public record Condition(Health health) {}

    /** All accounts, and what they come to. */
    public record Accounts(List<AccountStatus> all, Totals totals) {}

    /** What is real and what is emulated, and what else the kernel knows. */
    public record Machine(List<HeapStatus> heaps, List<DeviceStatus> devices, List<FoundDevice> found) {}

    /** The rules of the policy, and the heaps and devices they may name. */
    public record Rules(List<RuleStatus> all, List<HeapStatus> heaps, List<DeviceStatus> devices) {}

    /** A buffer that this console allocated. */
    public record Allocated(DmaBuf buffer) {}

    /**
     * An attachment that this console made, and how the buffer moved for it.
     *
     * @param from the heap that the buffer left
     * @param to the heap where it is
     * @param moves how often it moved meanwhile
     * @param bytes of the buffer
     */
    public record Attached(Attachment attachment, String from, String to, long moves, long bytes) {}

    /** A mapping that this console made. */
    public record Mapped(long buffer, String device, Direction direction, List<Segment> segments) {}

    /** Bytes of a buffer. */
    public record Dump(long buffer, long offset, ByteBuffer bytes) {}

    /** Runs of the pipeline in one heap after the other. */
    public record Tour(List<Leg> legs) {}

    /** A run in a heap, or from one to the next. */
    public record Leg(List<String> heaps, PipelineReport report) {}

    /** A sentence for people. */
    public record Notice(String text) {}
}
