package org.entrepot.linux.internal;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.entrepot.linux.MemoryFile;

/**
 * A sealed file of the kernel, or a window of a region, at addresses of its own. The view is the root of all slices: the range goes
 * when the root goes.
 */
final class MappedMemory implements MemoryFile {
    private final MappedRange range;
    private final ByteBuffer view;

    MappedMemory(MappedRange range, Cleaner cleaner) {
        this.range = range;
        this.view = new Pointer(range.address()).getByteBuffer(0, range.size()).order(ByteOrder.nativeOrder());
        cleaner.register(view, range);
    }

    @Override
    public long size() {
        return range.size();
    }

    @Override
    public ByteBuffer view() {
        return view;
    }

    @Override
    public OptionalInt descriptor() {
        return range.isOpen() && range.fd() != MappedRange.NO_DESCRIPTOR
                ? OptionalInt.of(range.fd())
                : OptionalInt.empty();
    }

    @Override
    public void close() {
        try {
            range.replaceByZeros();
        } finally {
            // Without this the cleaner may give the addresses back first, and the zeros would cover whoever has them
            // then.
            Reference.reachabilityFence(view);
        }
    }
}
