package org.entrepot.emulation.internal.machine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Bytes at page frames. Devices hold them while they copy a row; displacing waits for those that do. */
final class PlacedBytes implements PageFrames.Placement {
    private final FrameTable table;
    private final List<PageRun> runs;
    private final ByteBuffer bytes;
    /** A small one, because each buffer has it; nobody takes it twice. */
    private final StampedLock hold = new StampedLock();

    private boolean displaced;

    PlacedBytes(FrameTable table, List<PageRun> runs, ByteBuffer bytes) {
        this.table = table;
        this.runs = runs;
        this.bytes = bytes;
    }

    List<PageRun> runs() {
        return runs;
    }

    /** Copies bytes out; false if they are displaced. */
    boolean read(long position, byte[] target, int offset, int length) {
        long stamp = hold.readLock();
        try {
            if (!displaced) {
                bytes.get((int) position, target, offset, length);
            }
            return !displaced;
        } finally {
            hold.unlockRead(stamp);
        }
    }

    /** Copies bytes in; false if they are displaced. */
    boolean write(long position, byte[] source, int offset, int length) {
        long stamp = hold.readLock();
        try {
            if (!displaced) {
                bytes.put((int) position, source, offset, length);
            }
            return !displaced;
        } finally {
            hold.unlockRead(stamp);
        }
    }

    @Override
    public void close() {
        long stamp = hold.writeLock();
        try {
            if (displaced) {
                return;
            }
            displaced = true;
        } finally {
            hold.unlockWrite(stamp);
        }
        table.displace(this);
    }
}
