package org.entrepot.linux;

import org.osgi.annotation.versioning.ProviderType;

/** The memory of a file that was retired, kept so that it need not be made again. It has no view. Used by one thread at a time. */
@ProviderType
public interface SpareMemory extends AutoCloseable {
    /** Bytes. */
    long size();

    /**
     * Makes a file of it: zero, with a view at addresses of its own, all of whose pages are there already. It keeps the name of the
     * retired file.
     *
     * @return the file, which the caller closes; the spare is used up
     * @throws IllegalStateException if the spare is used up or closed
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no address space;
     *     the spare is as it was
     */
    MemoryFile renew();

    /** Gives the memory back. Nothing happens if it is used up or closed. */
    @Override
    void close();
}
