package org.entrepot.api;

import java.time.Instant;
import java.util.Objects;

/**
 * An access by a device to an address that was not mapped for it, or against the direction of the mapping.
 *
 * @param device that took it
 * @param address the first address that was not reached, unsigned, in the device's own address space
 * @param access {@link Direction#TO_DEVICE} if the device read, {@link Direction#FROM_DEVICE} if it wrote
 * @param at when
 */
public record DmaFault(String device, long address, Direction access, Instant at) {
    /** Checks that it is known whose it is, and when. */
    public DmaFault {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public String toString() {
        String tried = access == Direction.TO_DEVICE ? "read" : "write";
        return "DMA fault: device=" + device + " " + tried + " address=0x" + Long.toHexString(address);
    }
}
