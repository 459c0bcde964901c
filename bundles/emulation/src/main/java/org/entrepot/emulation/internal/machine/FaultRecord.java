package org.entrepot.emulation.internal.machine;

import org.entrepot.api.Direction;

/**
 * A DMA fault.
 *
 * @param device that took it
 * @param address the first address that was not reached
 * @param direction what the device tried
 * @param nanoTime when
 */
public record FaultRecord(String device, long address, Direction direction, long nanoTime) {
    @Override
    public String toString() {
        String tried = direction == Direction.TO_DEVICE ? "read" : "write";
        return "DMA fault: device=" + device + " " + tried + " address=0x" + Long.toHexString(address);
    }
}
