package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.jspecify.annotations.Nullable;

/**
 * A region of the JVM's memory. The bytes of a part are in its window as long as that is open, else in chunks that are made when a
 * device writes: so a view that is kept beyond its window holds bytes that nobody else will have.
 */
final class DirectRegion implements MemoryRegion {
    private final String name;
    private final long size;
    private final DirectBuffers buffers;
    private final DirectBuffers.Charge charge;
    private final SparseBytes chunks = new SparseBytes();
    private final NavigableMap<Long, ByteBuffer> windows = new TreeMap<>();
    /** Held to read while bytes are copied, to write while bytes change their place. */
    private final ReadWriteLock places = new ReentrantReadWriteLock();

    /** Makes a region of zeros, which takes no memory yet. */
    DirectRegion(DirectBuffers buffers, String name, long size) {
        this.buffers = buffers;
        this.name = name;
        this.size = size;
        this.charge = buffers.charge(this, name, size);
    }

    @Override
    public long size() {
        return size;
    }

    /** Refuses a window over another, which elsewhere shows the same bytes: here each has its own. */
    @Override
    public MemoryFile window(long offset, long bytes) {
        RegionPart.checkWindow(size, offset, bytes);
        places.writeLock().lock();
        try {
            checkOpen();
            checkAlone(offset, bytes);
            ByteBuffer view = DirectBuffers.buffer(bytes);
            chunks.read(offset, view, 0, view.capacity());
            DirectBuffers.Charge window = buffers.charge(view, name);
            windows.put(offset, view);
            return new DirectBuffers.DirectFile(view, () -> close(offset, view, window));
        } finally {
            places.writeLock().unlock();
        }
    }

    private void checkAlone(long offset, long bytes) {
        Map.Entry<Long, ByteBuffer> last = windows.lowerEntry(offset + bytes);
        if (last != null && last.getKey() + last.getValue().capacity() > offset) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "windows into the JVM's memory lie apart: name=" + name + " offset=" + offset + " bytes=" + bytes
                            + " overlaps offset=" + last.getKey() + "; close that one first");
        }
    }

    private void close(long offset, ByteBuffer view, DirectBuffers.Charge window) {
        places.writeLock().lock();
        try {
            if (window.end()) {
                windows.remove(offset);
                keep(offset, view);
            }
        } finally {
            places.writeLock().unlock();
        }
    }

    private void keep(long offset, ByteBuffer view) {
        if (charge.isOpen()) {
            chunks.write(offset, view, 0, view.capacity());
        }
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) {
        RegionPart.checkCopy(size, offset, length);
        copy(offset, ByteBuffer.wrap(target), at, length, false);
    }

    @Override
    public void write(long offset, byte[] source, int at, int length) {
        RegionPart.checkCopy(size, offset, length);
        copy(offset, ByteBuffer.wrap(source), at, length, true);
    }

    private void copy(long offset, ByteBuffer outside, int at, int length, boolean in) {
        places.readLock().lock();
        try {
            for (int done = 0; done < length; ) {
                done += copyPart(offset + done, outside, at + done, length - done, in);
            }
        } finally {
            places.readLock().unlock();
        }
    }

    /** Copies what lies in one place; how many bytes that was. */
    private int copyPart(long offset, ByteBuffer outside, int at, int length, boolean in) {
        Map.Entry<Long, ByteBuffer> window = windows.floorEntry(offset);
        if (window != null && offset - window.getKey() < window.getValue().capacity()) {
            int inside = (int) (offset - window.getKey());
            int part = Math.min(length, window.getValue().capacity() - inside);
            copyWindow(window.getValue(), inside, outside, at, part, in);
            return part;
        }
        Long next = windows.higherKey(offset);
        int part = next == null ? length : (int) Math.min(length, next - offset);
        copyChunks(offset, outside, at, part, in);
        return part;
    }

    private static void copyWindow(ByteBuffer view, int inside, ByteBuffer outside, int at, int length, boolean in) {
        if (in) {
            view.put(inside, outside, at, length);
        } else {
            outside.put(at, view, inside, length);
        }
    }

    private void copyChunks(long offset, ByteBuffer outside, int at, int length, boolean in) {
        if (!in) {
            chunks.read(offset, outside, at, length);
        } else if (charge.isOpen()) {
            chunks.write(offset, outside, at, length);
        }
    }

    @Override
    public void zero(long offset, long bytes) {
        RegionPart.check(size, offset, bytes);
        places.writeLock().lock();
        try {
            checkOpen();
            chunks.zero(offset, bytes);
            @Nullable Long first = windows.floorKey(offset);
            windows.subMap(first == null ? offset : first, offset + bytes)
                    .forEach((start, view) -> zero(start, view, offset, offset + bytes));
        } finally {
            places.writeLock().unlock();
        }
    }

    private static void zero(long start, ByteBuffer view, long from, long to) {
        int first = (int) Math.min(view.capacity(), Math.max(0, from - start));
        int end = (int) Math.min(view.capacity(), to - start);
        SparseBytes.fillZero(view, first, Math.max(first, end));
    }

    private void checkOpen() {
        if (!charge.isOpen()) {
            throw RegionPart.closed(name);
        }
    }

    @Override
    public OptionalInt descriptor() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        places.writeLock().lock();
        try {
            if (charge.end()) {
                chunks.clear();
            }
        } finally {
            places.writeLock().unlock();
        }
    }
}
