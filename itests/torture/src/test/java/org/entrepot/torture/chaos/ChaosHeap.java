package org.entrepot.torture.chaos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;

/**
 * A small heap for what only the CPU uses. In some moods it breaks its contract in what it answers; bytes that it did hand out are
 * right in all of them, because a heap that forgets bytes cannot be told from an application that does.
 */
final class ChaosHeap implements Exporter {
    static final String NAME = "chaos";

    private static final long CAPACITY = 8 << 20;
    private static final long HANG_NANOS = 2_500_000_000L;

    private final HeapMeter meter = new HeapMeter();

    @Override
    public HeapDescription description() {
        return new HeapDescription(NAME, "chaos", Provenance.emulated("it is a test"));
    }

    @Override
    public Capabilities capabilities() {
        if (Mood.now() == Mood.IGNORANT) {
            throw new IllegalStateException("chaos");
        }
        return Capabilities.between(0x7000_0000_0000L, 0x7000_00ff_ffffL)
                .mappingTypes(MappingType.FD)
                .cost(0)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        return switch (Mood.now()) {
            case THROWS -> throw new ArithmeticException("chaos");
            case NOTHING -> null;
            case SHORT -> memory(request.bytes() / 2);
            case HANGS -> {
                hang();
                yield memory(request.bytes());
            }
            default -> memory(request.bytes());
        };
    }

    private Memory memory(long bytes) {
        if (!meter.tryTake(bytes, CAPACITY)) {
            meter.exhausted();
            throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: heap=" + NAME + " wanted=" + bytes);
        }
        return new Memory(bytes);
    }

    /** Deaf to interrupts: the engine has to go on without it. */
    private static void hang() {
        long end = System.nanoTime() + HANG_NANOS;
        boolean interrupted = false;
        for (long left = HANG_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public HeapUsage usage() {
        return meter.usage(CAPACITY, CAPACITY);
    }

    /** Bytes of the JVM. */
    private final class Memory implements ExportedMemory {
        private final ByteBuffer bytes;
        private boolean open = true;

        Memory(long size) {
            this.bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return List.of();
        }

        @Override
        public ByteBuffer view() {
            return bytes;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                meter.give(bytes.capacity());
            }
            if (Mood.now() == Mood.UNGRATEFUL) {
                throw new IllegalStateException("chaos");
            }
        }
    }
}
