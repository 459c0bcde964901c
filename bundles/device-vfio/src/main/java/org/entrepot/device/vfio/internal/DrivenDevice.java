package org.entrepot.device.vfio.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.KernelLog;
import org.entrepot.linux.PciFunction;
import org.entrepot.linux.VfioDevice;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** A device that is open, with the services that stand for it. */
final class DrivenDevice implements AutoCloseable {
    private final VfioDevice device;
    private final DeviceFaults faults;
    private final VfioImporter importer;
    private final Deque<ServiceRegistration<?>> registered = new ArrayDeque<>();

    /**
     * Takes an open device over, and registers its mapper, its importer and its registers, in this order: who sees the importer
     * finds it mapped.
     *
     * @param properties of the services
     */
    DrivenDevice(
            Settings settings,
            VfioDevice device,
            KernelLog log,
            BundleContext context,
            Map<String, Object> properties) {
        this.device = device;
        this.faults = faults(settings.name(), device.address(), log);
        this.importer = new VfioImporter(settings.name(), settings.constraints(device.model()), device, faults);
        VfioMapper mapper = new VfioMapper(importer, device, faults);
        Map<String, Object> own = new HashMap<>(properties);
        own.put(Importer.NAME_PROPERTY, settings.name());
        Map<String, Object> ofMapper = new HashMap<>(own);
        ofMapper.put(Mapper.NAME_PROPERTY, mapper.name());
        try {
            registered.push(context.registerService(Mapper.class, mapper, FrameworkUtil.asDictionary(ofMapper)));
            registered.push(context.registerService(Importer.class, importer, FrameworkUtil.asDictionary(own)));
            registered.push(context.registerService(PciFunction.class, device, FrameworkUtil.asDictionary(own)));
        } catch (RuntimeException e) {
            withdraw();
            faults.close();
            throw e;
        }
    }

    private static DeviceFaults faults(String name, String address, KernelLog log) {
        try {
            return new DeviceFaults(name, address, log.follow(), "faults as the kernel logs them");
        } catch (EntrepotException e) {
            return new DeviceFaults(name, address, null, "faults are not seen: " + e.getMessage());
        }
    }

    /** What it is, for people. */
    String words() {
        return importer.description().words() + ", "
                + importer.description().provenance().reason();
    }

    /** Whether the system wants it back. */
    boolean isWantedBack() {
        return device.isWantedBack();
    }

    /** Takes the services away, newest first, and closes the device: what was mapped is unmapped. */
    @Override
    public void close() {
        try (faults;
                device) {
            withdraw();
        }
    }

    private void withdraw() {
        while (!registered.isEmpty()) {
            withdraw(registered.pop());
        }
    }

    private static void withdraw(ServiceRegistration<?> service) {
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework did, with the bundle.
            return;
        }
    }
}
