package org.entrepot.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A device attached to a buffer ({@code struct dma_buf_attachment}). Holds a reference to the buffer. */
@ProviderType
public interface Attachment extends AutoCloseable {
    /** The name of the device. */
    String device();

    /** The buffer's number. */
    long buffer();

    /** In which the device sees the image. */
    Orientation orientation();

    /** How the contents are laid out for this device: the buffer's layout as seen in {@link #orientation()}. */
    Layout layout();

    /**
     * The mapping type on which memory and device agreed; another after a move, perhaps. While the buffer has no memory yet, the
     * one that the best exporter would agree on, as it looked when the device was attached.
     */
    MappingType mappingType();

    /**
     * The name of whoever maps: a mapper, or the exporter itself for {@link MappingType#PRIVATE}. While the buffer has no memory
     * yet, whoever would.
     */
    String mapper();

    /**
     * How {@link #mappingType()} was agreed on: what was proposed, in the device's order; the last answer is yes. Empty while the
     * buffer has no memory yet. Immutable.
     */
    List<Proposal> negotiation();

    /**
     * Gives the device addresses for the buffer ({@code dma_buf_map_attachment}). Mapping again in the same direction while
     * mapped is cheap and gives the same addresses. What a static importer has mapped does not move; what a dynamic one has mapped may
     * ({@link DeviceMapping#state}). The first use of a buffer with
     * {@link Backing#AT_FIRST_USE} takes its memory.
     *
     * @param direction what the device may do
     * @return a mapping that the caller closes
     * @throws AllocationRefusedException as {@link Allocator#allocate}, if this is the first use
     * @throws EntrepotException with {@link Reason#GONE} if the device has left, or its mapper, and no other can map the memory for
     *     it, with {@link Reason#REFUSED} if the mapper cannot place the memory within the device's limits, with {@link
     *     Reason#OUT_OF_MEMORY} if the device's address space is full
     * @throws IllegalStateException if the attachment is closed
     */
    DeviceMapping map(Direction direction);

    /**
     * Keeps the buffer where it is until the pin is closed. Pins add up. Taken before the buffer's first use it takes its memory.
     *
     * @return a pin that the caller closes
     * @throws AllocationRefusedException as {@link Allocator#allocate}, if this is the first use
     * @throws EntrepotException with {@link Reason#GONE} if the buffer ended with its owner
     * @throws IllegalStateException if the attachment is closed
     */
    Pin pin();

    /** Whether the attachment is open. */
    boolean isOpen();

    /** Detaches. Closing twice counts once. A mapping that is still open stays usable until it is closed. */
    @Override
    void close();
}
