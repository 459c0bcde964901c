package org.entrepot.linux.internal.sysfs;

import java.nio.file.Path;
import org.entrepot.spi.DeviceDiscovery;

/** Finds the devices of the guest's kernel, as the framework would. */
public final class GuestDiscovery {
    private GuestDiscovery() {}

    /** Finds devices. Warnings go to the standard error of the guest. */
    public static DeviceDiscovery open() {
        return new SysfsDiscovery(Path.of("/"), NodeAccess.Check.ofSystem(), System.err::println);
    }
}
