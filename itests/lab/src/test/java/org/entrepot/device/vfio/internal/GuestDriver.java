package org.entrepot.device.vfio.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.lab.Edu;
import org.entrepot.lab.Proxies;
import org.entrepot.linux.internal.GuestVfio;
import org.osgi.service.log.Logger;

/** The bundle of drivers in user space beside an engine: {@link Edu} is its device as long as this is open. */
public final class GuestDriver implements AutoCloseable {
    private final String name;
    private final ConfiguredDevice device;

    /**
     * Starts it; {@link GuestEngine#devices} says whether the device could be had.
     *
     * @param name of the device
     * @param values of the configuration otherwise
     */
    public GuestDriver(GuestEngine engine, String name, Map<String, Object> values) {
        this.name = name;
        Map<String, Object> all = new HashMap<>(Map.of("entrepot_device", name, "function", Edu.MODEL));
        all.putAll(values);
        this.device = new ConfiguredDevice(
                Proxies.configured(VfioConfig.class, all),
                Map.of(),
                engine.context(),
                GuestVfio.devices(),
                GuestVfio.log(),
                Proxies.of(Logger.class, (method, arguments) -> {
                    System.out.println(Arrays.deepToString(arguments));
                    return null;
                }));
    }

    /** What the device is called. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        device.deactivate();
    }
}
