package org.entrepot.device.v4l2.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;

/** Plays the memory that a driver makes: as much as is wanted, unless it refuses. */
final class ModelMemory implements KernelHeap {
    static final long HIGHEST = (1L << 36) - 1;

    /** Why there is none; nothing if there is. */
    Reason refusal;

    /** Pieces that are out. */
    int out;

    @Override
    public Path node() {
        return Path.of("/dev/video7");
    }

    @Override
    public DmaBufFile allocate(String name, long bytes) {
        if (refusal != null) {
            throw new EntrepotException(refusal, "a driver makes memory: node=" + node());
        }
        out++;
        return new Piece(ByteBuffer.allocateDirect(Math.toIntExact(bytes)));
    }

    private final class Piece implements DmaBufFile {
        private final ByteBuffer view;

        Piece(ByteBuffer view) {
            this.view = view;
        }

        @Override
        public long size() {
            return view.capacity();
        }

        @Override
        public ByteBuffer view() {
            return view;
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.of(77);
        }

        @Override
        public boolean awaitDrivers(CpuUse use, Duration longest) {
            return true;
        }

        @Override
        public void beginCpuAccess(CpuUse use) {}

        @Override
        public void endCpuAccess(CpuUse use) {}

        @Override
        public void close() {
            out--;
        }
    }

    @Override
    public long capacity() {
        return 1 << 30;
    }

    @Override
    public long free() {
        return 1 << 30;
    }

    @Override
    public long highestAddress() {
        return HIGHEST;
    }

    @Override
    public void close() {}
}
