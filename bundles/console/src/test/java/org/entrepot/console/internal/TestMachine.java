package org.entrepot.console.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.BufferPool;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.api.Shape;
import org.entrepot.api.Zeroing;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;

/** An engine of the test with one heap, {@code plenty}, and one device, {@code camera0}. */
final class TestMachine implements Allocator, ControlPlane {
    static final HeapStatus PLENTY = new HeapStatus(
            "plenty",
            "test",
            Provenance.emulated("a test needs no memory"),
            HeapStatus.State.SERVING,
            "org.entrepot.test",
            Capabilities.between(0x1000, 0xffff).build(),
            new HeapStatus.Fill(1 << 20, 4096, 8192, 1 << 19, 1, 0, 0));
    static final DeviceStatus CAMERA = new DeviceStatus(
            "camera0",
            "a camera",
            "emulated",
            Provenance.emulated("a test needs no camera"),
            Constraints.builder().addressBits(32).maxSegments(1).build(),
            List.of(MappingType.PAGES),
            "direct0",
            0,
            0);

    private final Map<Long, TestBuffer> buffers = new TreeMap<>();
    private final List<String> switched = new ArrayList<>();

    TestBuffer buffer(long id) {
        return Optional.ofNullable(buffers.get(id)).orElseThrow();
    }

    /** What was disabled and enabled, in order. */
    List<String> switched() {
        return switched;
    }

    @Override
    public DmaBuf allocate(AllocationRequest request) {
        long bytes = request.shape() instanceof Shape.Bytes plain ? plain.bytes() : 4096;
        TestBuffer made = new TestBuffer(buffers.size() + 1L, (int) bytes);
        buffers.put(made.id(), made);
        return made;
    }

    @Override
    public Explanation explain(AllocationRequest request) {
        return new Explanation(
                request,
                List.of(new Explanation.Verdict("plenty", Explanation.Outcome.COULD_SERVE, List.of(), List.of(), 1)));
    }

    @Override
    public BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing) {
        throw new UnsupportedOperationException("the console takes no pool: wait=" + Duration.ZERO);
    }

    @Override
    public List<HeapStatus> heaps() {
        return List.of(PLENTY);
    }

    @Override
    public HeapInside inside(String heap, int mostCells) {
        return new HeapInside(PLENTY, List.of(), List.of());
    }

    @Override
    public List<DmaFault> faults() {
        return List.of();
    }

    @Override
    public List<DeviceStatus> devices() {
        return List.of(CAMERA);
    }

    @Override
    public List<BufferStatus> buffers() {
        return buffers.values().stream()
                .filter(buffer -> buffer.tally().references().get() > 0)
                .map(TestMachine::status)
                .toList();
    }

    private static BufferStatus status(TestBuffer buffer) {
        return new BufferStatus(
                buffer.id(),
                buffer.name(),
                buffer.size(),
                new ByteLayout(buffer.size()),
                buffer.exporter(),
                BufferStatus.Placement.AT_HOME,
                "org.entrepot.console",
                buffer.tally().references().get(),
                List.of(),
                "test");
    }

    @Override
    public List<AccountStatus> accounts() {
        return List.of(new AccountStatus("org.entrepot.console", 1, 4096, 8192, 2, 1 << 20));
    }

    @Override
    public DmaBuf open(long id) {
        TestBuffer buffer = buffers.get(id);
        if (buffer == null || buffer.tally().references().get() == 0) {
            throw new EntrepotException(Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers");
        }
        return buffer.duplicate();
    }

    @Override
    public void disable(String heap) {
        switched.add("-" + heap);
    }

    @Override
    public void enable(String heap) {
        switched.add("+" + heap);
    }
}
