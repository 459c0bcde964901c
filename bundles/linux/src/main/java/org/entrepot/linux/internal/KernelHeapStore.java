package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.KernelHeaps;
import org.entrepot.linux.MemoryFiles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens the kernel's heaps. */
@Component
public final class KernelHeapStore implements KernelHeaps {
    private static final String SUBSYSTEM = "dma_heap";

    private final MemoryFiles files;
    private final Path folder;
    private final ToIntFunction<Path> opening;
    private final Mappings mappings;

    /**
     * Opens nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public KernelHeapStore(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, FOLDER, KernelHeapStore::opened, log::warn);
    }

    /**
     * Opens nothing yet, without a framework.
     *
     * @param folder of the heaps' nodes
     * @param opening gives a descriptor, or an error number below zero
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    KernelHeapStore(MemoryFiles files, Path folder, ToIntFunction<Path> opening, Consumer<String> warnings) {
        this.files = files;
        this.folder = folder;
        this.opening = opening;
        this.mappings = new Mappings(new Tally(), UdmabufNode.none("it is no memory file"), warnings);
    }

    /** To allocate takes no more than to read the node. */
    static int opened(Path node) {
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC);
        return fd < 0 ? -Native.getLastError() : fd;
    }

    @Override
    public KernelHeap open(List<String> names) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "heaps are the Linux kernel's: folder=" + folder + ", and here "
                            + files.form().words());
        }
        Path node = names.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> absent(names));
        int fd = opening.applyAsInt(node);
        if (fd < 0) {
            throw refused(node, -fd);
        }
        return new HeapNode(node, fd, mappings, new MachineMemory(Path.of("/proc")));
    }

    private EntrepotException absent(List<String> names) {
        return new EntrepotException(
                Reason.UNKNOWN,
                "no heap of the kernel is here: folder=" + folder + " names=" + names
                        + "; a kernel with CONFIG_DMABUF_HEAPS has some, and a container is given their nodes");
    }

    private static EntrepotException refused(Path node, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may open the heap: heap=" + node + " errno=" + errno + "; "
                                + NodePermission.advice(node, SUBSYSTEM));
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNKNOWN,
                        "a heap is behind its node: heap=" + node + " errno=" + errno + "; it has left");
            default -> Errno.failure("open(" + node + ")", errno);
        };
    }
}
