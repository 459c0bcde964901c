package org.entrepot.exporter.cma.internal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.entrepot.linux.MemoryFile;
import org.entrepot.spi.MemoryCookie;

/** The front of a memory file, for a buffer that does not fill its last huge page. The descriptor is that of the whole file. */
final class FrontOfFile implements MemoryFile {
    private final MemoryFile whole;
    private final Optional<SharedFront> sharing;
    private final ByteBuffer view;

    /**
     * Takes a file over.
     *
     * @param whole the file, which goes with this one
     * @param sharing the front as a DMA-BUF; goes with this one, too
     * @param bytes of it, at most all
     */
    FrontOfFile(MemoryFile whole, Optional<SharedFront> sharing, long bytes) {
        this.whole = whole;
        this.sharing = sharing;
        this.view =
                whole.view().slice(0, Math.toIntExact(bytes)).order(whole.view().order());
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
        return whole.descriptor();
    }

    @Override
    public Optional<Sharing> sharing() {
        return sharing.map(front -> front);
    }

    @Override
    public Optional<MemoryCookie.ProcessAddresses> byAddress() {
        return whole.byAddress().map(all -> new MemoryCookie.ProcessAddresses(all.type(), all.source(), size()));
    }

    @Override
    public void close() {
        sharing.ifPresent(SharedFront::close);
        whole.close();
    }
}
