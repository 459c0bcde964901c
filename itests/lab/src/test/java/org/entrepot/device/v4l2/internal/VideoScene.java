package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraints;
import org.entrepot.api.Provenance;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.lab.Need;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevices;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.Importer;

/** An engine in the guest with heaps of its kernel, and the bundle of video devices beside it. */
final class VideoScene implements AutoCloseable {
    static final String UDMABUF = "udmabuf";
    private static final long SOME = 64L << 20;

    private final GuestEngine engine = new GuestEngine();
    private final DriverMapper mapper = GuestLinux.mapper();
    private final List<KernelExporter> heaps = new ArrayList<>();
    private final List<String> names;

    /** A scene whose devices are called so, by the buses on which they sit. */
    VideoScene(Map<String, String> byBus) {
        this.names = byBus.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
        engine.arrive(mapper);
    }

    GuestEngine engine() {
        return engine;
    }

    /** The devices that are services. */
    List<Importer> here() {
        return engine.here(Importer.class);
    }

    /** The device of a name. */
    Importer device(String name) {
        return engine.device(name);
    }

    /** The identity of a device as far as its memory goes. */
    static VideoIdentity identity(String name, Path node, VideoDevices devices) {
        return new VideoIdentity(
                new DeviceDescription(name, "platform", "a device", Provenance.real(node.toString())),
                Constraints.NONE,
                node,
                devices,
                2,
                Duration.ofSeconds(5));
    }

    /** The bundle's component, configured by default but for names, and what a test wants otherwise. */
    V4l2Devices devices(Map<String, Object> otherwise) {
        Map<String, Object> values = new HashMap<>(Map.of("names", names.toArray(String[]::new)));
        values.putAll(otherwise);
        return GuestVideos.started(engine, mapper, values);
    }

    /** A heap of the guest's kernel; the test is skipped where there is none. */
    static KernelHeap opened(String name) {
        Need.device(name.equals(UDMABUF) ? "/dev/udmabuf" : "/dev/dma_heap/" + name);
        return name.equals(UDMABUF) ? GuestLinux.udmabuf() : GuestHeaps.open().open(List.of(name));
    }

    /** Lets a heap serve. */
    void arrive(String heap) {
        boolean scattered = heap.equals(UDMABUF) || heap.equals("system");
        KernelExporter exporter = new KernelExporter(
                new HeapDescription(heap, scattered ? "system" : "cma", Provenance.real("the guest")),
                opened(heap),
                scattered ? Contiguity.SCATTERED : Contiguity.ONE_RUN,
                scattered ? SOME : 0);
        heaps.add(exporter);
        engine.arrive(exporter);
    }

    @Override
    public void close() {
        engine.close();
        heaps.forEach(KernelExporter::close);
    }
}
