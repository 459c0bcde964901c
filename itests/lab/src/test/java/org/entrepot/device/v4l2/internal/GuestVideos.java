package org.entrepot.device.v4l2.internal;

import java.util.Map;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.lab.Proxies;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.linux.internal.sysfs.GuestDiscovery;
import org.osgi.service.log.Logger;

/** The bundle of video devices beside an engine: the guest's devices are its own as long as this is open. */
public final class GuestVideos implements AutoCloseable {
    private final GuestEngine engine;
    private final V4l2Devices devices;

    /** Starts it, configured by default. */
    public GuestVideos(GuestEngine engine, DriverMapper mapper) {
        this.engine = engine;
        this.devices = started(engine, mapper, Map.of());
    }

    /** Its component, configured so. */
    static V4l2Devices started(GuestEngine engine, DriverMapper mapper, Map<String, Object> configured) {
        return new V4l2Devices(
                engine.context(),
                Proxies.configured(V4l2Config.class, configured),
                GuestLinux.videos(),
                mapper,
                GuestLinux.files(),
                GuestDiscovery.open(),
                GuestLinux.watches(),
                engine.allocator(),
                Proxies.configured(Logger.class, Map.of()));
    }

    /** The name of its first device that does such work. */
    public String device(Class<?> work) {
        return ((VideoImporter) engine.here(work).get(0)).identity().name();
    }

    @Override
    public void close() {
        devices.deactivate();
    }
}
