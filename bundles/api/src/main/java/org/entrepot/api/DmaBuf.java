package org.entrepot.api;

import org.entrepot.fence.Reservation;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A reference to a buffer that devices share; the kernel's {@code struct dma_buf}. Its size never changes. The memory is
 * released when the last reference is closed and everything attached is detached; memory that was handed out works until
 * then, whether or not the backend it came from still exists.
 */
@ProviderType
public interface DmaBuf extends AutoCloseable {
    /** What {@link #exporter} says of a buffer that has no memory yet. No exporter has this name. */
    String NONE_YET = "none yet";

    /** The buffer's number: unique in this process, never used again, the same for all references. */
    long id();

    /** The name given in the request. */
    String name();

    /** Bytes, a multiple of the page size, at least those of the layout. Never changes. */
    long size();

    /** How the contents are laid out for the devices of the request. Never changes. */
    Layout layout();

    /**
     * The name of the exporter whose memory this is now: another after a move; {@link #NONE_YET} before the first use of a buffer
     * with {@link Backing#AT_FIRST_USE}.
     */
    String exporter();

    /**
     * How many times the contents moved to other memory, because a device that joined could not use what was there. Each move
     * copied the whole buffer by the CPU.
     */
    long moves();

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
     * <p>If the device cannot use the memory as it is, the buffer moves to memory that serves everybody: the devices of the request
     * that are here, those that are attached, and this one. Id, size, layout and contents stay; who maps or begins a CPU access
     * meanwhile waits. A buffer that is mapped, or open for the CPU, does not move, and none moves that the CPU cannot read. Moves
     * are never silent: {@link #moves} counts them, and they are logged.
     *
     * <p>If the buffer has no memory yet, the device has a say in where it will be.
     *
     * @param device name of a registered importer
     * @param orientation in which it sees the image; any but {@link Orientation#ROTATE_0} takes memory that has such a view
     * @return an attachment that the caller closes
     * @throws AllocationRefusedException with {@link Reason#BUSY} if the memory is placed where the device cannot use it, and no
     *     other serves everybody; with {@link Reason#OUT_OF_MEMORY} if another would and has no room; with {@link Reason#REFUSED} if
     *     the buffer has no memory yet and none serves everybody. The explanation is about everybody
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such device, with {@link Reason#BUSY} if the buffer
     *     would have to move and somebody uses it (the message names who), if its memory cannot be copied, or if whoever maps
     *     does not let the device in
     * @throws IllegalStateException if this reference is closed
     */
    Attachment attach(String device, Orientation orientation);

    /**
     * Opens a bracket of CPU access ({@code DMA_BUF_IOCTL_SYNC}). It gives coherency, not exclusion: two brackets may
     * overlap, and who must not meet has to agree by other means.
     *
     * <p>Waits for the fences in its way: a reader for writers, a writer for readers and writers. They all end within their bounds.
     *
     * <p>The first use of a buffer with {@link Backing#AT_FIRST_USE} takes its memory.
     *
     * @param use reading, writing or both; not {@link CpuUse#NONE}
     * @return the bracket, which the caller closes
     * @throws IllegalArgumentException if {@code use} is {@link CpuUse#NONE}
     * @throws AllocationRefusedException as {@link Allocator#allocate}, if this is the first use
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if the memory has no CPU view, with {@link Reason#INTERRUPTED} if
     *     the thread was interrupted while it waited
     * @throws IllegalStateException if this reference is closed
     */
    CpuAccess beginCpuAccess(CpuUse use);

    /**
     * The fences of those who are at work on the buffer; the same for all references. The buffer's memory stays until they are
     * over, also when the last reference is closed before.
     *
     * @throws IllegalStateException if this reference is closed
     */
    Reservation reservation();

    /**
     * Takes one more reference, closed on its own ({@code dma_buf_get}, {@code dup}).
     *
     * @throws IllegalStateException if this reference is closed
     */
    DmaBuf duplicate();

    /**
     * How many bytes the CPU may have written since the buffer was allocated: the buffer's size for each bracket that was begun
     * for writing, and for each move. What devices write does not count. By this a pipeline shows that nobody copies its frames.
     */
    long cpuWrittenBytes();

    /** Whether this reference is open. */
    boolean isOpen();

    /** Gives the reference back. Closing twice counts once. Attachments and brackets that are open keep the memory. */
    @Override
    void close();
}
