package org.entrepot.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A reference to a buffer that devices share; the kernel's {@code struct dma_buf}. Its size never changes. The memory is
 * released when the last reference is closed and everything attached is detached; memory that was handed out works until
 * then, whether or not the backend it came from still exists.
 */
@ProviderType
public interface DmaBuf extends AutoCloseable {
    /** The buffer's number: unique in this process, never used again, the same for all references. */
    long id();

    /** The name given in the request. */
    String name();

    /** Bytes, a multiple of the page size, at least those of the layout. Never changes. */
    long size();

    /** How the contents are laid out for the devices of the request. Never changes. */
    Layout layout();

    /** The name of the exporter whose memory this is now. */
    String exporter();

    /**
     * Attaches a device in the orientation that the request named for it, {@link Orientation#ROTATE_0} otherwise.
     *
     * @param device name of a registered importer
     * @return an attachment that the caller closes
     * @throws EntrepotException as {@link #attach(String, Orientation)}
     * @throws IllegalStateException if this reference is closed
     */
    Attachment attach(String device);

    /**
     * Attaches a device: checks that the device can use this memory and agrees on how it is mapped
     * ({@code dma_buf_attach}). Each call gives an attachment of its own; mappings of one device are shared underneath, so
     * that equal mappings have equal addresses.
     *
     * @param device name of a registered importer
     * @param orientation in which it sees the image; any but {@link Orientation#ROTATE_0} takes memory that has such a view
     * @return an attachment that the caller closes
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such device, with {@link Reason#BUSY} if the
     *     memory is placed where the device cannot use it (the message names the constraint)
     * @throws IllegalStateException if this reference is closed
     */
    Attachment attach(String device, Orientation orientation);

    /**
     * Opens a bracket of CPU access ({@code DMA_BUF_IOCTL_SYNC}). It gives coherency, not exclusion: two brackets may
     * overlap, and who must not meet has to agree by other means.
     *
     * @param use reading, writing or both; not {@link CpuUse#NONE}
     * @return the bracket, which the caller closes
     * @throws IllegalArgumentException if {@code use} is {@link CpuUse#NONE}
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if the memory has no CPU view
     * @throws IllegalStateException if this reference is closed
     */
    CpuAccess beginCpuAccess(CpuUse use);

    /**
     * Takes one more reference, closed on its own ({@code dma_buf_get}, {@code dup}).
     *
     * @throws IllegalStateException if this reference is closed
     */
    DmaBuf duplicate();

    /**
     * How many bytes the CPU may have written since the buffer was allocated: the buffer's size for each bracket that was begun
     * for writing. What devices write does not count. By this a pipeline shows that nobody copies its frames.
     */
    long cpuWrittenBytes();

    /** Whether this reference is open. */
    boolean isOpen();

    /** Gives the reference back. Closing twice counts once. Attachments and brackets that are open keep the memory. */
    @Override
    void close();
}
