package org.entrepot.conformance;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Mapper;

/**
 * A device that a test drives: it reads and writes memory by its own addresses, and it can tell a fault from an access. What an
 * emulated machine, a test board with a DMA engine, or a simulator supplies, so that the rules about devices can be proved.
 *
 * @param device which device it is
 * @param mapper that stands between the device and memory
 * @param reading how the device reads
 * @param writing how the device writes
 */
public record DeviceProbe(DeviceDescription device, Mapper mapper, Access reading, Access writing) {

    /** An access by a device: moves bytes between its own addresses and an array. */
    @FunctionalInterface
    public interface Access {
        /**
         * Moves all bytes.
         *
         * @param address first device address, unsigned
         * @param bytes that the access fills or takes
         * @throws EntrepotException with {@link Reason#DEVICE_FAULT} at the first address that is not mapped for such an access
         */
        void move(long address, byte[] bytes);
    }

    /**
     * A device by its name and bus.
     *
     * @param name of the device
     * @param bus where it sits
     * @param mapper that serves it
     * @param reading how it reads
     * @param writing how it writes
     */
    public static DeviceProbe on(String name, String bus, Mapper mapper, Access reading, Access writing) {
        Provenance provenance = Provenance.emulated("it drives what the rules are about");
        return new DeviceProbe(new DeviceDescription(name, bus, "a probe", provenance), mapper, reading, writing);
    }

    /**
     * Lets the device read.
     *
     * @param address first device address, unsigned
     * @param target where to put the bytes
     * @return whether the device reached all of it; false is a fault
     */
    public boolean reads(long address, byte[] target) {
        return reaches(reading, address, target);
    }

    /**
     * Lets the device write.
     *
     * @param address first device address, unsigned
     * @param source the bytes
     * @return whether the device reached all of it; false is a fault
     */
    public boolean writes(long address, byte[] source) {
        return reaches(writing, address, source);
    }

    private static boolean reaches(Access access, long address, byte[] bytes) {
        try {
            access.move(address, bytes);
            return true;
        } catch (EntrepotException e) {
            if (e.reason() != Reason.DEVICE_FAULT) {
                throw e;
            }
            return false;
        }
    }
}
