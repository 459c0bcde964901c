package org.entrepot.conformance;

import org.entrepot.api.DeviceMapping;

/** Where a test gives a device work, so that the rules about moves, fences and revoking can be proved. */
public interface Workplace {
    /** Maps memory for the device, each time other memory, large enough for a piece of its work. The contract closes it. */
    DeviceMapping map();

    /**
     * Lets the device do a piece of its work, by driving it as an application does; what it throws is passed on.
     *
     * @param mapping by which it reaches the buffer, made out of {@link #map}
     */
    void work(DeviceMapping mapping);
}
