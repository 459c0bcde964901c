package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.FoundDevice;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds devices that the system of this machine knows. A service; an operator is shown what it finds, and a device bundle may start its
 * {@linkplain Importer#constraints() constraints} from {@link FoundDevice#constraints()}. Safe for use by several threads.
 */
@ConsumerType
public interface DeviceDiscovery {
    /**
     * What is there now, by kind and name: looked up anew by each call. What the system reports wrongly or not at all is empty in
     * the answer, and no reason to fail.
     */
    List<FoundDevice> find();
}
