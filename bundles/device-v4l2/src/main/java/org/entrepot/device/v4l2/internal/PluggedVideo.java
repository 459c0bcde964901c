package org.entrepot.device.v4l2.internal;

import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.v4l2.internal.Examination.Found;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** A video device that is a service, and with it the heap of its own memory. */
final class PluggedVideo {
    private final VideoImporter device;
    private final House house;
    private final Optional<ServiceRegistration<?>> heap;
    private final ServiceRegistration<?> service;

    /**
     * What devices are made of, and where their services go.
     *
     * @param context that registers them
     * @param buffers that map for them
     * @param allocator that gives coders their buffers
     * @param log that tells who came
     */
    record House(BundleContext context, ImportedBuffers buffers, Allocator allocator, Logger log) {}

    /**
     * Makes a service of a device. What fails leaves none.
     *
     * @param heapBytes of its driver's own memory to hand out; 0 for no heap
     */
    PluggedVideo(Found found, long heapBytes, House house) {
        this.house = house;
        this.device = made(found, house);
        Optional<ServiceRegistration<?>> own = Optional.empty();
        try {
            // First: nobody has the device yet, so that its memory can be tried.
            own = heap(found, heapBytes, house);
            this.service = registered(found, device, house.context());
        } catch (RuntimeException e) {
            own.ifPresent(PluggedVideo::withdraw);
            device.leave();
            throw e;
        }
        this.heap = own;
        house.log()
                .info(
                        "{} is here: {}",
                        found.identity().name(),
                        device.description().words());
    }

    private static ServiceRegistration<?> registered(Found found, VideoImporter device, BundleContext context) {
        Map<String, Object> properties =
                Map.of(Importer.NAME_PROPERTY, found.identity().name());
        String[] services = {Importer.class.getName(), role(found)};
        return context.registerService(services, device, FrameworkUtil.asDictionary(properties));
    }

    private static Optional<ServiceRegistration<?>> heap(Found found, long bytes, House house) {
        if (bytes == 0) {
            return Optional.empty();
        }
        String name = found.identity().name();
        try {
            Exporter own = found.own().heap(found.identity(), bytes);
            Map<String, Object> properties = Map.of(Exporter.NAME_PROPERTY, name);
            return Optional.of(
                    house.context().registerService(Exporter.class, own, FrameworkUtil.asDictionary(properties)));
        } catch (EntrepotException e) {
            house.log().info("the memory of a driver is no heap: device={}: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private static VideoImporter made(Found found, House house) {
        return switch (found.kind()) {
            case CAMERA -> new Camera(found.identity(), found.writes(), house.buffers());
            case CONVERTER -> new Converter(found.identity(), found.reads(), found.writes(), house.buffers());
            case OUTPUT -> new Output(found.identity(), found.reads(), house.buffers());
            case CODER -> new Coder(found.identity(), found.reads(), found.code(), house.allocator(), house.buffers());
        };
    }

    private static String role(Found found) {
        return switch (found.kind()) {
            case CAMERA -> CaptureDevice.class.getName();
            case CONVERTER -> TransformDevice.class.getName();
            case CODER -> EncodeDevice.class.getName();
            case OUTPUT -> DisplayDevice.class.getName();
        };
    }

    /** It is a service no more, and lets go of all memory. */
    void leave() {
        withdraw(service);
        heap.ifPresent(PluggedVideo::withdraw);
        String name = device.description().name();
        try {
            device.leave();
            house.log().info("{} has left", name);
        } catch (EntrepotException e) {
            // The others leave, too.
            house.log().warn("a device that leaves lets go of all memory: device={}: {}", name, e.getMessage());
        }
    }

    private static void withdraw(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            // The framework did, with the bundle.
            return;
        }
    }
}
