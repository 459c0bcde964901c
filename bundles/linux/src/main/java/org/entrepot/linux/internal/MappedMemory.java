package org.entrepot.linux.internal;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.entrepot.api.MappingType;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.SpareMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;

/**
 * A sealed file of the kernel, or a window of a region, at addresses of its own. The view is the root of all slices: the range goes
 * when the root goes.
 */
final class MappedMemory implements MemoryFile {
    private final Mappings mappings;
    private final MappedRange range;
    private final long address;
    private final MappingType byAddress;
    private final ByteBuffer view;

    /**
     * Shows what is mapped.
     *
     * @param mappings that made the mapping
     * @param range the mapping
     * @param before bytes of the range that are not shown
     * @param bytes to show
     * @param byAddress as what a driver in user space can map it
     */
    MappedMemory(
            Mappings mappings, MappedRange range, long before, long bytes, MappingType byAddress, Cleaner cleaner) {
        this.mappings = mappings;
        this.range = range;
        this.address = range.address() + before;
        this.byAddress = byAddress;
        this.view = new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
        cleaner.register(view, range);
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
        return range.isOpen() && range.fd() != MappedRange.NO_DESCRIPTOR
                ? OptionalInt.of(range.fd())
                : OptionalInt.empty();
    }

    @Override
    public Optional<Sharing> sharing() {
        return range.sharing();
    }

    @Override
    public Optional<MemoryCookie.ProcessAddresses> byAddress() {
        return range.isOpen()
                ? Optional.of(new MemoryCookie.ProcessAddresses(byAddress, this::openAddress, size()))
                : Optional.empty();
    }

    private long openAddress() {
        if (!range.isOpen()) {
            throw new IllegalStateException("memory is mapped by address while it is open: name=" + range.name());
        }
        return address;
    }

    @Override
    public Optional<List<PageRun>> physicalRuns() {
        try {
            Optional<List<PageRun>> runs = Pagemap.runs(address, view.capacity());
            return range.isOpen() ? runs : Optional.empty();
        } finally {
            Reference.reachabilityFence(view);
        }
    }

    @Override
    public Optional<SpareMemory> retire() {
        if (range.fd() == MappedRange.NO_DESCRIPTOR || range.isHeldByOthers()) {
            close();
            return Optional.empty();
        }
        try {
            return range.detach() ? Optional.of(mappings.spare(range)) : Optional.empty();
        } finally {
            Reference.reachabilityFence(view);
        }
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
