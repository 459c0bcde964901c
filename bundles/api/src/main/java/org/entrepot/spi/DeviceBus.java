package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.Segment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The buses of an emulated machine, as far as the drivers of units on them may use them: an I/O MMU puts its translation
 * between devices and memory, a tiling unit answers addresses itself, an exporter that maps by itself lets a device through. All
 * methods are safe for use by several threads.
 */
@ProviderType
public interface DeviceBus {
    /** The bus of physical addresses: its devices reach memory where it is. */
    String DIRECT = "emulated";

    /** The bus of the devices behind the I/O MMU. */
    String BEHIND_IOMMU = "emulated-iommu";

    /**
     * Device addresses that no I/O MMU may give out. The same as long as the machine is on.
     *
     * @param addressBits how far the device reaches, 12 to 64
     */
    List<ReservedRegion> reservedRegions(int addressBits);

    /** Whether a device sits on one of these buses. */
    boolean carries(DeviceDescription device);

    /**
     * Puts a translation between the devices of a bus and memory. It is asked for every address that the machine itself has
     * not mapped for the device.
     *
     * @param bus whose devices are meant
     * @param translator that is asked; by the threads of devices, several at once
     * @return the installation, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the bus has a translator
     */
    Installed translate(String bus, Translator translator);

    /**
     * Answers addresses of the bus. Where a unit that retired from the same addresses still has live memory, that unit is
     * asked first: see {@link #live}.
     *
     * @param owner for people, in error messages
     * @param address first address, unsigned, a multiple of the page size
     * @param bytes positive, whole pages
     * @param target that answers
     * @return the installation, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the addresses are the page
     *     allocator's or somebody else's
     */
    Window answer(String owner, long address, long bytes, BusTarget target);

    /**
     * Where units that retired still have live memory. Whoever answers these addresses now hands none of it out.
     *
     * @param address first address, unsigned
     * @param bytes positive
     * @return addresses, each within the range, in order
     */
    List<Segment> live(long address, long bytes);

    /**
     * Lets a device reach addresses of the bus as they are, past its I/O MMU if it is behind one.
     *
     * @param device that {@link #carries} is true of
     * @param direction what the device may do
     * @param segments of addresses, in any order, not overlapping
     * @return the same segments, until closed; when that returns the device no longer reaches them
     */
    DeviceAddresses reach(DeviceDescription device, Direction direction, List<Segment> segments);

    /** Addresses of the bus that a unit answers. */
    @ProviderType
    interface Window extends Installed {
        /**
         * Gives the addresses up to whoever wants to answer them next, and goes on answering for what is live in the unit.
         * Closed afterwards, when nothing is live any more.
         */
        void retire();
    }

    /** Something that was installed. */
    @ProviderType
    interface Installed extends AutoCloseable {
        /** Removes it; when it returns no access goes through it. Closing twice counts once. */
        @Override
        void close();
    }
}
