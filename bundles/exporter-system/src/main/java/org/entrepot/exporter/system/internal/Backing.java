package org.entrepot.exporter.system.internal;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.SpareMemory;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

/** Page frames and the memory that fills them: in a buffer, or on its way from one to the next. Used by one thread at a time. */
final class Backing {
    private final Blocks blocks;
    private final List<PageRun> runs;
    private final long bytes;
    private @Nullable MemoryFile file;
    private @Nullable SpareMemory spare;

    /**
     * Joins the two.
     *
     * @param blocks that are the backing's from now on
     * @param file of as many bytes, the backing's from now on
     */
    Backing(Blocks blocks, MemoryFile file) {
        this.blocks = blocks;
        this.runs = blocks.runs();
        this.bytes = blocks.pages() << PageFrames.PAGE_SHIFT;
        this.file = file;
    }

    long bytes() {
        return bytes;
    }

    List<PageRun> runs() {
        return runs;
    }

    /** The bytes, zero, with a view that nobody had before. */
    MemoryFile file() {
        if (file == null) {
            throw new IllegalStateException("backing is prepared before it is used: bytes=" + bytes);
        }
        return file;
    }

    boolean isReady() {
        return file != null;
    }

    /** Takes the bytes away from whoever still has a view. False if there is nothing left to use again. */
    boolean retire() {
        spare = file().retire().orElse(null);
        file = null;
        return spare != null;
    }

    /**
     * Makes retired bytes zero, at new addresses. All of it is written, so that no access finds a page missing.
     *
     * @throws EntrepotException if there are no addresses; it stays retired
     */
    void prepare() {
        if (spare != null) {
            file = spare.renew();
            spare = null;
        }
    }

    /** Gives the bytes back, and then the page frames. */
    void release() {
        if (file != null) {
            file.close();
        }
        if (spare != null) {
            spare.close();
        }
        blocks.give();
    }
}
