package org.entrepot.pipeline.internal;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** Devices of one kind by name, as they come and go. */
final class DeviceShelf<D> {
    private final String kind;
    private final Map<String, D> devices = new ConcurrentHashMap<>();

    /**
     * An empty shelf.
     *
     * @param kind what the devices do, for messages
     */
    DeviceShelf(String kind) {
        this.kind = kind;
    }

    void add(String name, D device) {
        devices.put(name, device);
    }

    void remove(String name, D device) {
        devices.remove(name, device);
    }

    D take(String name) {
        D device = devices.get(name);
        if (device == null) {
            throw new EntrepotException(
                    Reason.UNKNOWN,
                    "a pipeline's device must be here: " + kind + "=" + name + "; known are "
                            + new TreeSet<>(devices.keySet()) + ", see dma:devices");
        }
        return device;
    }
}
