package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
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
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "video devices are the Linux kernel's: node=" + node + ", and here "
                            + files.form().words());
        }
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        if (fd < 0) {
            throw refused(node, Native.getLastError());
        }
        try {
            return new VideoNode(node, fd);
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private static EntrepotException refused(Path node, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may open the device: node=" + node + " errno=" + errno + "; "
                                + NodePermission.advice(node, "video4linux"));
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNKNOWN,
                        "a video device is here: node=" + node + " errno=" + errno
                                + "; plug it in, or load its driver");
            default -> Errno.failure("open(" + node + ")", errno);
        };
    }
}
