package org.entrepot.torture.chaos;

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
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * A small heap that suits everybody. In some moods it breaks its contract in what it answers, or its memory does, long after it was
 * handed out; bytes are right in all of them, because a heap that forgets bytes cannot be told from an application that does.
 */
final class ChaosHeap implements Exporter, AutoCloseable {
    static final String NAME = "chaos";

    private static final PageRun RANGE = new PageRun(0x2000_0000L >> PageFrames.PAGE_SHIFT, 2048);
    private static final long HANG_NANOS = 2_500_000_000L;

    private final PageFrames frames;
    private final PageFrames.Claim claim;
    private final HeapMeter meter = new HeapMeter();

    /** Claims its range, in which memory of an earlier life may be. */
    ChaosHeap(PageFrames frames) {
        this.frames = frames;
        this.claim = frames.claim(NAME, RANGE);
    }

    @Override
    public HeapDescription description() {
        return new HeapDescription(NAME, "chaos", Provenance.emulated("it is a test"));
    }

    @Override
    public Capabilities capabilities() {
        Mood.IGNORANT.throwIf(Mood.now());
        return Capabilities.between(RANGE.address(), RANGE.address() + RANGE.bytes() - 1)
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .mappingTypes(MappingType.PAGES)
                .largestSize(RANGE.bytes())
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
            case SHORT -> memory(Math.max(PageFrames.PAGE_SIZE, request.bytes() / 2 & -PageFrames.PAGE_SIZE));
            case HANGS -> {
                hang();
                yield memory(request.bytes());
            }
            default -> memory(request.bytes());
        };
    }

    /** Wherever there is room between what is placed, also that of an earlier life. */
    private synchronized ChaosMemory memory(long bytes) {
        long wanted = bytes >> PageFrames.PAGE_SHIFT;
        long at = RANGE.frame();
        for (PageRun placed : frames.placed(RANGE)) {
            if (placed.frame() - at >= wanted) {
                break;
            }
            at = placed.end();
        }
        if (RANGE.end() - at < wanted) {
            meter.exhausted();
            throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: heap=" + NAME + " wanted=" + bytes);
        }
        ChaosMemory memory = new ChaosMemory(frames, new PageRun(at, wanted), () -> meter.give(bytes));
        meter.take(bytes);
        return memory;
    }

    /** Deaf to interrupts: the engine has to go on without it. */
    static void hang() {
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
        return meter.usage(RANGE.bytes(), RANGE.bytes());
    }

    /** Gives the range up to its next life. */
    @Override
    public void close() {
        claim.close();
    }
}
