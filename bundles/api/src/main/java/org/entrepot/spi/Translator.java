package org.entrepot.spi;

import org.entrepot.api.Direction;
import org.osgi.annotation.versioning.ConsumerType;

/** An I/O MMU between the devices of a bus and memory: turns their addresses into physical ones, access by access. */
@ConsumerType
public interface Translator {
    /**
     * Goes through a range of device addresses, and lets each translated part be moved. As long as a part is being moved its
     * translation stays: unmapping waits.
     *
     * @param device that makes the access
     * @param address first device address, unsigned
     * @param length bytes, positive
     * @param access {@link Direction#TO_DEVICE} if the device reads, {@link Direction#FROM_DEVICE} if it writes
     * @param mover told of each part, in order
     * @return how many bytes were moved before the first address that is not translated for such an access, or at which the
     *     mover found nothing; less than the length is a fault, of which the bus tells the device
     */
    int walk(String device, long address, int length, Direction access, Mover mover);

    /** Moves a part of an access between the device and physical memory. */
    @FunctionalInterface
    interface Mover {
        /**
         * Moves a part.
         *
         * @param physical first physical address, unsigned
         * @param offset of the part in the access
         * @param length bytes of the part
         * @return whether something is there
         */
        boolean move(long physical, int offset, int length);
    }
}
