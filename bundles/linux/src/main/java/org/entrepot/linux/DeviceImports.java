package org.entrepot.linux;

import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.osgi.annotation.versioning.ProviderType;

/** What is mapped for one device with a driver of the kernel. Safe for use by several threads. */
@ProviderType
public interface DeviceImports extends AutoCloseable {
    /**
     * What the driver is to be given for a mapping of its device.
     *
     * @param mapping that is open
     * @param access what the device is about to do with the memory
     * @return the import, the device's until the mapping is closed: who gives its descriptor away duplicates it
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#DEVICE_FAULT} if the mapping is not one for this
     *     device or does not let it do that, with {@link org.entrepot.api.Reason#GONE} if the mapping was revoked
     * @throws IllegalStateException if the mapping is closed
     */
    ImportedBuffer of(DeviceMapping mapping, Direction access);

    /** How often {@link #of} found no mapping: what a device tells as its faults. */
    long faults();

    /** The device leaves: nothing more is mapped for it, and what is mapped stays until it is unmapped. Closing twice counts once. */
    @Override
    void close();
}
