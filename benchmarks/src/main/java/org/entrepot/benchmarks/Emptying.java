package org.entrepot.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.MigrationStatus;

/** A system heap full of buffers whose bundle is stopped, time and again, and a carve-out that they all have room in. */
final class Emptying implements AutoCloseable {
    private static final String SYSTEM = "org.entrepot.exporter.system";
    private static final String HEAP = "system";
    /** Looking costs a processor that the moves have use for; so the time is found some 0.3 ms too long. */
    private static final long GLANCE_NANOS = 500_000;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Gateway gateway;
    private final ControlPlane control;
    private final AllocationRequest request;
    private final List<DmaBuf> buffers = new ArrayList<>();
    private final int count;

    /**
     * Opens a gateway.
     *
     * @param count of buffers
     * @param bytes of each
     */
    Emptying(int count, int bytes) {
        this.gateway = new Gateway()
                .heap("org.entrepot.exporter.carveout", Map.of("region.bytes", 2L * count * bytes))
                .heap(SYSTEM, Map.of("kernel.heap", "never"));
        this.control = gateway.service(ControlPlane.class);
        this.request = AllocationRequest.bytes(bytes).build();
        this.count = count;
    }

    /** Nanoseconds from the stop of the bundle until the last buffer has moved. */
    double untilMoved() {
        return run(control -> moved(control) == count);
    }

    /** Nanoseconds from the stop of the bundle until the heap has nothing out any more. */
    double untilGone() {
        return run(control ->
                control.heaps().stream().noneMatch(heap -> heap.name().equals(HEAP)));
    }

    private double run(Predicate<ControlPlane> over) {
        fill();
        long began = System.nanoTime();
        gateway.stop(SYSTEM);
        await(began, over);
        long taken = System.nanoTime() - began;
        await(began, control -> control.heaps().stream().map(HeapStatus::name).noneMatch(HEAP::equals));
        checkAndClose();
        gateway.start(SYSTEM);
        return taken;
    }

    private static int moved(ControlPlane control) {
        List<MigrationStatus> all = control.migrations();
        return all.isEmpty() ? 0 : all.get(all.size() - 1).moved();
    }

    private void await(long began, Predicate<ControlPlane> over) {
        while (!over.test(control)) {
            if (System.nanoTime() - began > LONGEST.toNanos()) {
                throw new IllegalStateException("a heap is emptied in time: " + control.heaps() + control.migrations());
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    private void fill() {
        for (int i = 0; i < count; i++) {
            DmaBuf buffer = gateway.allocator().allocate(request);
            buffers.add(buffer);
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                write(access.view(), i);
            }
        }
    }

    private static void write(ByteBuffer view, int number) {
        for (int at = 0; at < view.capacity(); at += Long.BYTES) {
            view.putLong(at, (long) number << Integer.SIZE | at);
        }
    }

    /** A move that loses a byte is not fast, it is wrong. */
    private void checkAndClose() {
        for (int i = 0; i < count; i++) {
            try (DmaBuf buffer = buffers.get(i);
                    CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                if (buffer.exporter().equals(HEAP) || !isIntact(access.view(), i)) {
                    throw new IllegalStateException(
                            "a buffer moves with its contents: buffer=" + buffer.id() + " in " + buffer.exporter());
                }
            }
        }
        buffers.clear();
    }

    private static boolean isIntact(ByteBuffer view, int number) {
        for (int at = 0; at < view.capacity(); at += Long.BYTES) {
            if (view.getLong(at) != ((long) number << Integer.SIZE | at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
