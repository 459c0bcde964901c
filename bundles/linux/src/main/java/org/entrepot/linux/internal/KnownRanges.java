package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The mappings of sealed files that are large enough for {@code memcpy} to pay. No access to one can fault: nobody can shrink the
 * file, and the addresses are given back only when no view of them can be reached.
 */
final class KnownRanges {
    /**
     * Fewest bytes. A call costs some 100 ns, which shows up to 64 KiB. Up to a few MiB both copy alike; then the C library writes past
     * the caches, from which size on depends on the machine, and the JVM does not.
     */
    static final int LEAST = 1 << 20;

    private final ConcurrentNavigableMap<Long, Long> ends = new ConcurrentSkipListMap<>();

    void add(long address, long bytes) {
        if (bytes >= LEAST) {
            ends.put(address, address + bytes);
        }
    }

    /** Before the addresses are given back: somebody else may have them right after. */
    void remove(long address, long bytes) {
        if (bytes >= LEAST) {
            ends.remove(address);
        }
    }

    /** Copies as {@link org.entrepot.spi.Copier#copy} says. */
    boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        Objects.checkFromIndexSize(from, bytes, source.limit());
        Objects.checkFromIndexSize(to, bytes, target.limit());
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!source.isDirect() || !target.isDirect()) {
            return false;
        }
        try {
            long src = address(source) + from;
            long dest = address(target) + to;
            boolean known = isKnown(src, bytes) && isKnown(dest, bytes);
            if (known) {
                StringH.memcpy(dest, src, bytes);
            }
            return known;
        } finally {
            // The addresses are given back when no view is reachable, which for the JVM may be before the native call
            // ends.
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(target);
        }
    }

    private static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    private boolean isKnown(long address, int bytes) {
        Map.Entry<Long, Long> range = ends.floorEntry(address);
        return range != null && address + bytes <= range.getValue();
    }
}
