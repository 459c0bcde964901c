package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.VideoDevices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens the kernel's video devices. */
@Component
public final class VideoNodes implements VideoDevices {
    private static final NodeKind KIND = new NodeKind("video device", "video4linux");

    private final MemoryFiles files;
    private final Mappings mappings;

    /**
     * Opens nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public VideoNodes(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, log::warn);
    }

    /**
     * Opens nothing yet, without a framework.
     *
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    VideoNodes(MemoryFiles files, Consumer<String> warnings) {
        this.files = files;
        this.mappings = new Mappings(new Tally(), UdmabufNode.none("it is no memory file"), warnings);
    }

    @Override
    public VideoDevice open(Path node) {
        return opened(node);
    }

    @Override
    public KernelHeap memory(Path node, Queue queue) {
        return new VideoHeap(node, queue, this::opened, mappings);
    }

    private VideoNode opened(Path node) {
        int fd = KIND.open(files, node);
        try {
            return new VideoNode(node, fd);
        } catch (RuntimeException e) {
            Unistd.close(fd);
            throw e;
        }
    }
}
