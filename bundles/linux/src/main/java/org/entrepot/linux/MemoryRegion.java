package org.entrepot.linux;

import java.util.Optional;
import java.util.OptionalInt;
import org.entrepot.api.MappingType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that its owner hands out in parts: a large file in memory, or a range of the machine's own memory. It has no view of its
 * own, for what is handed out is a {@link #window}: addresses that belong to one part only, so that a view that is kept too long
 * never shows the next owner's bytes. Safe for use by several threads.
 */
@ProviderType
public interface MemoryRegion extends AutoCloseable {
    /** Bytes, whole pages of 4096; may be more than one {@link java.nio.ByteBuffer} shows. Never changes. */
    long size();

    /**
     * Shows a part to the CPU at addresses of its own. The window is closed apart from the region and may outlive it; its
     * descriptor is empty. Windows that overlap show the same bytes; of the JVM's own memory there are none that overlap.
     *
     * <p>An open window is a mapping of its own, of which the kernel allows a process 65530 unless told otherwise; an
     * eighth of them is left to the JVM. Should it be unable to cover a window with zeros, then closing fails with
     * {@link org.entrepot.api.Reason#OUT_OF_MEMORY} and the window stays open: its part must not be handed out before a later
     * close has succeeded.
     *
     * @param offset whole pages
     * @param bytes whole pages, at most 2147479552
     * @return a window with the safety of a {@link MemoryFile}; closing it changes no byte of the region
     * @throws IllegalArgumentException if the part is not whole pages of the region
     * @throws IllegalStateException if the region is closed
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no address space,
     *     with {@link org.entrepot.api.Reason#BUSY} if it overlaps another where none may
     */
    MemoryFile window(long offset, long bytes);

    /**
     * Copies bytes out, for devices of the emulated machine. Without a native call. Of a closed region, zeros.
     *
     * @param offset in the region
     * @param target where to put the bytes
     * @param at offset in the target
     * @param length bytes, within the region
     */
    void read(long offset, byte[] target, int at, int length);

    /**
     * Copies bytes in, for devices of the emulated machine. Without a native call. Into a closed region, nowhere.
     *
     * @param offset in the region
     * @param source where the bytes are
     * @param at offset in the source
     * @param length bytes, within the region
     */
    void write(long offset, byte[] source, int at, int length);

    /**
     * Makes a part zero. Where the memory is a file its pages go back to the system; elsewhere zeros are written.
     *
     * @param offset whole pages
     * @param bytes whole pages, as many as there are
     * @throws IllegalStateException if the region is closed
     */
    void zero(long offset, long bytes);

    /** As what its windows can be mapped {@linkplain MemoryFile#byAddress() by address}; nothing if they cannot. */
    default Optional<MappingType> byAddress() {
        return Optional.empty();
    }

    /** The descriptor of the whole, close-on-exec, valid until {@link #close}; empty where there is none. */
    OptionalInt descriptor();

    /** Gives the region up; windows that are open stay. Closing twice counts once, from whichever threads. */
    @Override
    void close();
}
