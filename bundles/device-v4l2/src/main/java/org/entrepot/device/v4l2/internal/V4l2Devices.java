package org.entrepot.device.v4l2.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.v4l2.internal.Examination.Found;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.NodeWatches.Watch;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.DeviceDiscovery;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** The video devices that are here now: each is a service as long as its node is there. */
@Component(
        service = {},
        configurationPid = Terms.PID,
        immediate = true)
@Designate(ocd = V4l2Config.class)
public final class V4l2Devices {
    private static final Path FOLDER = Path.of("/dev");

    private final BundleContext context;
    private final Parts parts;
    private final Examination examination;
    private final Pattern nodes;
    private final long heapBytes;
    private final Logger log;
    private final Map<Path, Plugged> plugged = new HashMap<>();
    private final Map<Path, Node> refused = new HashMap<>();
    private final Watch watch;
    private volatile boolean ended;

    /**
     * What devices are made of.
     *
     * @param buffers that map for them
     * @param allocator that gives coders their buffers
     */
    private record Parts(ImportedBuffers buffers, Allocator allocator) {}

    /**
     * A node as it is.
     *
     * @param inode that tells it from another that came in its place
     * @param changed when its owner or mode did last
     */
    private record Node(Object inode, Object changed) {}

    /** A device that is a service, and with it the heap of its own memory. */
    private record Plugged(
            Node node, VideoImporter device, ServiceRegistration<?> service, Optional<ServiceRegistration<?>> heap) {}

    /**
     * Looks for devices, and goes on watching.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public V4l2Devices(
            BundleContext context,
            V4l2Config config,
            @Reference VideoDevices devices,
            @Reference ImportedBuffers buffers,
            @Reference MemoryFiles files,
            @Reference DeviceDiscovery discovery,
            @Reference NodeWatches watches,
            @Reference Allocator allocator,
            @Reference(service = LoggerFactory.class) Logger log) {
        Terms terms = Terms.of(config);
        this.context = context;
        this.parts = new Parts(buffers, allocator);
        this.examination = new Examination(devices, files, discovery, terms);
        this.nodes = terms.nodes();
        this.heapBytes = terms.heapBytes();
        this.log = log;
        this.watch = watches.watch(Set.of(FOLDER), terms.nodes(), this::look);
    }

    /** Ends once nobody looks any more, unless it is ended by who looks: a listener that is told of a device may do that. */
    @Deactivate
    void deactivate() {
        ended = true;
        watch.close();
        List.copyOf(plugged.keySet()).forEach(this::pullOut);
    }

    /** Nobody looks twice at a time. */
    private void look() {
        Map<Path, Node> here = here();
        for (Map.Entry<Path, Plugged> each : List.copyOf(plugged.entrySet())) {
            Node now = here.get(each.getKey());
            if (now == null || !now.inode().equals(each.getValue().node().inode())) {
                pullOut(each.getKey());
            }
        }
        refused.keySet().retainAll(here.keySet());
        here.forEach((path, node) -> {
            if (!ended && !plugged.containsKey(path) && !node.equals(refused.get(path))) {
                plugIn(path, node);
            }
        });
    }

    private Map<Path, Node> here() {
        Map<Path, Node> here = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                FOLDER, entry -> nodes.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                node(entry).ifPresent(node -> here.put(entry, node));
            }
        } catch (IOException e) {
            log.warn("video devices can be looked for: folder={} ({})", FOLDER, e.toString());
        }
        return here;
    }

    /** A node, unless it left just now. */
    private static Optional<Node> node(Path path) throws IOException {
        try {
            return Optional.of(new Node(Files.getAttribute(path, "unix:ino"), Files.getAttribute(path, "unix:ctime")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void plugIn(Path path, Node node) {
        try {
            Optional<Found> found = examination.of(path);
            if (found.isPresent()) {
                plugIn(path, node, found.get());
            } else {
                refuse(path, node, "it is no camera, output, converter or encoder of pixels");
            }
        } catch (EntrepotException | IllegalArgumentException e) {
            refuse(path, node, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A driver that nobody thought of keeps no other device from being used.
            refused.put(path, node);
            log.warn("a video device is not used: node={}", path, e);
        }
        // Whoever was told of it may have ended all this.
        if (ended) {
            pullOut(path);
        }
    }

    private void refuse(Path path, Node node, String why) {
        refused.put(path, node);
        log.info("a video device is not used: node={}: {}", path, why);
    }

    private void plugIn(Path path, Node node, Found found) {
        refused.remove(path);
        VideoImporter device = made(found);
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(
                Map.of(Importer.NAME_PROPERTY, found.identity().name()));
        String[] services = {Importer.class.getName(), role(found)};
        // First: nobody has the device yet, so that its memory can be tried.
        Optional<ServiceRegistration<?>> heap = heap(found);
        try {
            ServiceRegistration<?> service = context.registerService(services, device, properties);
            plugged.put(path, new Plugged(node, device, service, heap));
        } catch (RuntimeException e) {
            heap.ifPresent(V4l2Devices::withdraw);
            device.leave();
            throw e;
        }
        log.info("{} is here: {}", found.identity().name(), device.description().words());
    }

    private Optional<ServiceRegistration<?>> heap(Found found) {
        if (heapBytes == 0) {
            return Optional.empty();
        }
        String name = found.identity().name();
        try {
            Exporter own = found.own().heap(found.identity(), heapBytes);
            Map<String, Object> properties = Map.of(Exporter.NAME_PROPERTY, name);
            return Optional.of(context.registerService(Exporter.class, own, FrameworkUtil.asDictionary(properties)));
        } catch (EntrepotException e) {
            log.info("the memory of a driver is no heap: device={}: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private VideoImporter made(Found found) {
        return switch (found.kind()) {
            case CAMERA -> new Camera(found.identity(), found.writes(), parts.buffers());
            case CONVERTER -> new Converter(found.identity(), found.reads(), found.writes(), parts.buffers());
            case OUTPUT -> new Output(found.identity(), found.reads(), parts.buffers());
            case CODER -> new Coder(found.identity(), found.reads(), found.code(), parts.allocator(), parts.buffers());
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

    private void pullOut(Path node) {
        Plugged gone = plugged.remove(node);
        if (gone != null) {
            withdraw(gone.service());
            gone.heap().ifPresent(V4l2Devices::withdraw);
            leave(gone.device());
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

    private void leave(VideoImporter device) {
        String name = device.description().name();
        try {
            device.leave();
            log.info("{} has left", name);
        } catch (EntrepotException e) {
            // The others leave, too.
            log.warn("a device that leaves lets go of all memory: device={}: {}", name, e.getMessage());
        }
    }
}
