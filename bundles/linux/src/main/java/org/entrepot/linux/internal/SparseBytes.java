package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes that are zero until they are written, in chunks that exist where something is. Copying is safe for several threads. */
final class SparseBytes {
    private static final int SHIFT = 16;
    private static final int SIZE = 1 << SHIFT;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(SIZE).asReadOnlyBuffer();

    private final Map<Long, ByteBuffer> chunks = new ConcurrentHashMap<>();

    void read(long offset, ByteBuffer target, int at, int length) {
        for (int done = 0; done < length; ) {
            int part = partOfChunk(offset + done, length - done);
            ByteBuffer chunk = chunks.getOrDefault((offset + done) >> SHIFT, ZEROS);
            target.put(at + done, chunk, inChunk(offset + done), part);
            done += part;
        }
    }

    /** Zeros are kept only where something was before. */
    void write(long offset, ByteBuffer source, int at, int length) {
        for (int done = 0; done < length; ) {
            int part = partOfChunk(offset + done, length - done);
            long index = (offset + done) >> SHIFT;
            if (chunks.containsKey(index) || !isZero(source, at + done, part)) {
                chunks.computeIfAbsent(index, missing -> DirectBuffers.buffer(SIZE))
                        .put(inChunk(offset + done), source, at + done, part);
            }
            done += part;
        }
    }

    private static boolean isZero(ByteBuffer source, int at, int length) {
        return source.slice(at, length).mismatch(ZEROS.slice(0, length)) < 0;
    }

    void zero(long offset, long bytes) {
        long end = offset + bytes;
        chunks.entrySet().removeIf(entry -> {
            long start = entry.getKey() << SHIFT;
            boolean whole = start >= offset && start + SIZE <= end;
            if (!whole && start < end && start + SIZE > offset) {
                fillZero(entry.getValue(), (int) Math.max(0, offset - start), (int) Math.min(SIZE, end - start));
            }
            return whole;
        });
    }

    void clear() {
        chunks.clear();
    }

    /** Makes a part of a buffer zero. */
    static void fillZero(ByteBuffer bytes, int from, int to) {
        for (int at = from; at < to; at += SIZE) {
            bytes.put(at, ZEROS, 0, Math.min(SIZE, to - at));
        }
    }

    private static int inChunk(long offset) {
        return (int) (offset & (SIZE - 1));
    }

    private static int partOfChunk(long offset, int wanted) {
        return Math.min(wanted, SIZE - inChunk(offset));
    }
}
