package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.v4l2.internal.Examination.Found;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.PluggedNodes;
import org.entrepot.linux.PluggedNodes.Place;
import org.entrepot.linux.PluggedNodes.Rhythm;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.DeviceDiscovery;
import org.osgi.framework.BundleContext;
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
    private final PluggedNodes<PluggedVideo> nodes;

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
        this(
                Terms.of(config),
                watches,
                new Sources(devices, files, discovery, Path.of("/dev"), Duration.ofSeconds(2)),
                new PluggedVideo.House(context, buffers, allocator, log));
    }

    /**
     * Where devices come from.
     *
     * @param devices that opens them
     * @param files of which a probe makes memory
     * @param discovery that knows where a device sits and how far it reaches
     * @param nodes the folder of their nodes
     * @param pause until one is tried again that is refused for a while
     */
    record Sources(VideoDevices devices, MemoryFiles files, DeviceDiscovery discovery, Path nodes, Duration pause) {}

    /** As the component does, wherever nodes are. */
    V4l2Devices(Terms terms, NodeWatches watches, Sources sources, PluggedVideo.House house) {
        Examination examination = new Examination(sources.devices(), sources.files(), sources.discovery(), terms);
        Place place = new Place(sources.nodes(), terms.nodes(), "video device", Rhythm.WHEN_NEEDED, sources.pause());
        this.nodes = new PluggedNodes<>(watches, place, new Videos(examination, terms.heapBytes(), house), house.log());
    }

    /** Looks at what came, and makes services of it. */
    private record Videos(Examination examination, long heapBytes, PluggedVideo.House house)
            implements PluggedNodes.Owner<PluggedVideo> {
        @Override
        public PluggedVideo plugIn(Path node) {
            Found found = examination
                    .of(node)
                    .orElseThrow(() -> new EntrepotException(
                            Reason.UNSUPPORTED,
                            "a device is a camera, output, converter or encoder of pixels: node=" + node
                                    + "; use another"));
            return new PluggedVideo(found, heapBytes, house);
        }

        @Override
        public void pullOut(Path node, PluggedVideo gone) {
            gone.leave();
        }
    }

    @Deactivate
    void deactivate() {
        nodes.close();
    }
}
