package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Segment;
import org.osgi.annotation.versioning.ConsumerType;

/** A unit that answers addresses of the bus itself, such as a tiling unit in front of memory. Several devices may access at once. */
@ConsumerType
public interface BusTarget {
    /**
     * Answers a read.
     *
     * @param offset in the unit's window
     * @param target where to put the bytes
     * @param at offset in the target
     * @param length bytes, positive, within the window
     * @return whether something is there; false is a DMA fault
     */
    boolean read(long offset, byte[] target, int at, int length);

    /**
     * Answers a write.
     *
     * @param offset in the unit's window
     * @param source where the bytes are
     * @param at offset in the source
     * @param length bytes, positive, within the window
     * @return whether something is there; false is a DMA fault
     */
    boolean write(long offset, byte[] source, int at, int length);

    /**
     * Where memory that the unit handed out still is: what it goes on answering once it is retired. Offsets in the window,
     * in any order; nothing unless overridden.
     */
    default List<Segment> live() {
        return List.of();
    }
}
