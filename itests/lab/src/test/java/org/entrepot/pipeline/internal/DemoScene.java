package org.entrepot.pipeline.internal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.drm.internal.GuestDisplays;
import org.entrepot.device.v4l2.internal.GuestVideos;
import org.entrepot.emulation.internal.device.DeviceConfig;
import org.entrepot.emulation.internal.device.Encoder;
import org.entrepot.emulation.internal.device.Rotator;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.emulation.internal.mapper.IommuMapper;
import org.entrepot.exporter.system.internal.SystemHeap;
import org.entrepot.exporter.system.internal.SystemHeapConfig;
import org.entrepot.fence.Fences;
import org.entrepot.lab.Proxies;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.log.Logger;

/** What the demonstration is made of: devices of the guest's kernel, and what the emulated machine has between camera and display. */
final class DemoScene implements AutoCloseable {
    private static final Logger LOG = Proxies.of(Logger.class, (method, arguments) -> {
        System.out.println(method + " " + List.of(arguments));
        return null;
    });

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final GuestEngine engine = keep(new GuestEngine());
    private final FramePipeline pipeline;

    /** Brings all together: video devices, and the display of a card if one is given. */
    DemoScene(Optional<Path> card) {
        DriverMapper drivers = GuestLinux.mapper();
        EmulatedMachine machine = new EmulatedMachine(Proxies.configured(MachineConfig.class, Map.of()), LOG);
        engine.arrive(drivers);
        engine.arrive(new IommuMapper(machine));
        engine.arrive(new SystemHeap(
                Proxies.configured(SystemHeapConfig.class, Map.of()),
                new Emulated("system-emulated", "for the lab"),
                machine,
                GuestLinux.files()));
        keep(new GuestVideos(engine, drivers));
        card.ifPresent(node -> keep(new GuestDisplays(engine, drivers, node)));
        this.pipeline = new FramePipeline(
                engine.allocator(), control(), Proxies.configured(BundleContext.class, Map.of()), LOG);
        keep(pipeline::deactivate);
        plugIn(machine);
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.push(one);
        return one;
    }

    @SuppressWarnings("unchecked") // A proxy has no type arguments.
    private void plugIn(EmulatedBus bus) {
        ComponentServiceObjects<Fences> fences =
                Proxies.of(ComponentServiceObjects.class, (method, arguments) -> engine.fences());
        Rotator rotator = new Rotator(emulated("rotator0", 32, 1), bus, fences);
        Encoder encoder = new Encoder(emulated("encoder0", 40, 16), bus, fences);
        engine.context().registerService(Importer.class, rotator, null);
        engine.context().registerService(Importer.class, encoder, null);
        pipeline.bindRotator(rotator, named("rotator0"));
        pipeline.bindEncoder(encoder, named("encoder0"));
        pipeline.bindCamera(camera(), named(camera().name()));
    }

    private static DeviceConfig emulated(String name, int addressBits, int heightAlignment) {
        return Proxies.configured(
                DeviceConfig.class,
                Map.of(
                        "entrepot_device",
                        name,
                        "bus",
                        EmulatedBus.BEHIND_IOMMU,
                        "address_bits",
                        addressBits,
                        "max_segments",
                        1,
                        "stride_alignment",
                        16,
                        "height_alignment",
                        heightAlignment));
    }

    private static Map<String, Object> named(String name) {
        return Map.of(Importer.NAME_PROPERTY, name);
    }

    /** What the pipeline asks of an operator's view. */
    private ControlPlane control() {
        return Proxies.of(ControlPlane.class, (method, arguments) -> {
            if (!method.equals("devices")) {
                throw new UnsupportedOperationException(method);
            }
            return engine.here(Importer.class).stream().map(DemoScene::status).toList();
        });
    }

    private static DeviceStatus status(Importer device) {
        return new DeviceStatus(
                device.description().name(),
                device.description().words(),
                device.description().bus(),
                device.description().provenance(),
                device.constraints(),
                List.of(),
                device.mappingTypes(),
                device.kind(),
                "some",
                0,
                device.faults());
    }

    GuestEngine engine() {
        return engine;
    }

    FramePipeline pipeline() {
        return pipeline;
    }

    private <T> T ofTheKernel(Class<T> work) {
        return engine.here(Importer.class).stream()
                .filter(device -> !device.description().provenance().isEmulated())
                .filter(work::isInstance)
                .map(work::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("this kernel has a " + work.getSimpleName()));
    }

    CaptureDevice camera() {
        return ofTheKernel(CaptureDevice.class);
    }

    DisplayDevice display() {
        return ofTheKernel(DisplayDevice.class);
    }

    TransformDevice converter() {
        return ofTheKernel(TransformDevice.class);
    }

    EncodeDevice coder() {
        return ofTheKernel(EncodeDevice.class);
    }

    /** Lets the pipeline turn and code with devices of the kernel, beside the emulated ones. */
    void passOn() {
        pipeline.bindRotator(converter(), named(converter().name()));
        pipeline.bindEncoder(coder(), named(coder().name()));
    }

    /** Lets the pipeline show on a display. */
    void show(DisplayDevice display) {
        pipeline.bindDisplay(display, named(display.name()));
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable last = opened.pop();
            try {
                last.close();
            } catch (Exception e) {
                throw new AssertionError("what was opened can be closed: " + last, e);
            }
        }
    }
}
