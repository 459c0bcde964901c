package org.entrepot.device.drm.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.device.DisplayDevice;
import org.entrepot.lab.Proxies;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.linux.internal.Kms;
import org.entrepot.linux.internal.SyncFileWatch;
import org.entrepot.linux.internal.sysfs.GuestDiscovery;
import org.osgi.service.log.Logger;

/** The bundle of displays beside an engine: those of one card are its own as long as this is open. */
public final class GuestDisplays implements AutoCloseable {
    private final GuestEngine engine;
    private final SyncFileWatch syncFiles = new SyncFileWatch();
    private final DrmDevices devices;

    /** Starts it for a card. */
    public GuestDisplays(GuestEngine engine, DriverMapper mapper, Path node) {
        this.engine = engine;
        this.devices = new DrmDevices(
                engine.context(),
                Proxies.configured(
                        DrmConfig.class,
                        Map.of("nodes", node.getFileName().toString(), "look_millis", 100, "timeout_millis", 8000)),
                Kms.cards(),
                mapper,
                engine.fences(),
                syncFiles,
                GuestLinux.files(),
                GuestDiscovery.open(),
                GuestLinux.watches(),
                Proxies.of(Logger.class, (method, arguments) -> {
                    System.out.println(method + " " + Arrays.deepToString(arguments));
                    return null;
                }));
    }

    /** The name of its first display. */
    public String display() {
        return engine.here(DisplayDevice.class).get(0).name();
    }

    @Override
    public void close() {
        devices.deactivate();
    }
}
