package org.entrepot.device.vfio.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.KernelLog;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The device of one configuration, as long as it is bound to {@code vfio-pci}: it appears when an operator binds it, and is let go when the
 * system wants it back. Sysfs tells nobody of a binding, so it is looked for once a second.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = VfioConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = VfioConfig.class, factory = true)
public final class ConfiguredDevice {
    private static final long MILLIS_BETWEEN_LOOKS = 1_000;

    private final Settings settings;
    private final Map<String, Object> properties;
    private final BundleContext context;
    private final VfioDevices devices;
    private final KernelLog kernel;
    private final Logger log;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread lookout;
    private volatile @Nullable DrivenDevice driven;
    private String said = "";
    private String failure = "";

    /**
     * Opens the device if it is here, and waits for it if not.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public ConfiguredDevice(
            VfioConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference VfioDevices devices,
            @Reference KernelLog kernel,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.settings = Settings.of(config);
        this.properties = new HashMap<>(properties);
        this.properties.keySet().removeIf(key -> key.startsWith("component."));
        this.context = context;
        this.devices = devices;
        this.kernel = kernel;
        this.log = log;
        guarded();
        this.lookout = new Thread(this::watch, "entrepot-vfio-" + settings.name());
        lookout.setDaemon(true);
        lookout.start();
    }

    private void watch() {
        try {
            while (!ended.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                guarded();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The one fence around a look: a failure in it ends no looking. */
    private void guarded() {
        try {
            look();
            failure = "";
        } catch (RuntimeException e) {
            // Not each second the same.
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                log.warn("Device {} can be looked for; it is tried again", settings.name(), e);
            }
        }
    }

    /** One thread at a time, without a lock: services come and go in it. */
    private void look() {
        DrivenDevice now = driven;
        if (now == null) {
            driven = opened();
            endIfTold();
        } else if (now.isWantedBack()) {
            driven = null;
            now.close();
            say("is let go: the system wants it back");
        }
    }

    /** Whoever was told of a service may have ended this meanwhile. */
    private void endIfTold() {
        DrivenDevice now = driven;
        if (now != null && ended.getCount() == 0) {
            driven = null;
            now.close();
        }
    }

    /** The first of the functions that are meant, and that can be had. */
    private @Nullable DrivenDevice opened() {
        List<String> refusals = new ArrayList<>();
        for (String address : settings.meant(devices.bound())) {
            try {
                DrivenDevice opened = driven(devices.open(address, settings.way()));
                say("is here: " + opened.words());
                return opened;
            } catch (EntrepotException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        }
        say("is not here: "
                + (refusals.isEmpty()
                        ? "no " + settings.function() + " is bound to vfio-pci"
                        : String.join("; ", refusals)));
        return null;
    }

    private DrivenDevice driven(VfioDevice device) {
        try {
            return new DrivenDevice(settings, device, kernel, context, properties);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /** Says what is new, and not each second the same. */
    private void say(String words) {
        if (!words.equals(said)) {
            said = words;
            log.info("Device {} {}", settings.name(), words);
        }
    }

    /** Lets the device go, once nobody is looking any more. */
    @Deactivate
    void deactivate() {
        ended.countDown();
        awaitTheLookout();
        DrivenDevice last = driven;
        driven = null;
        if (last != null) {
            last.close();
        }
    }

    private void awaitTheLookout() {
        boolean interrupted = false;
        // Whoever is told of a service by that thread may stop this bundle in it.
        while (lookout.isAlive() && Thread.currentThread() != lookout) {
            try {
                lookout.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
