package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice.Queue;

/** Memory that a video driver makes for one of its queues, as bytes. */
final class VideoHeap implements KernelHeap {
    private final Path node;
    private final Queue queue;
    private final Function<Path, VideoNode> opener;
    private final Mappings mappings;
    private final MachineMemory machine = new MachineMemory(Path.of("/proc"));
    /** One allocation at a time: a queue that is for all has one owner, and two of ours would exclude each other. */
    private final Lock owning = new ReentrantLock();

    VideoHeap(Path node, Queue queue, Function<Path, VideoNode> opener, Mappings mappings) {
        this.node = node;
        this.queue = queue;
        this.opener = opener;
        this.mappings = mappings;
    }

    @Override
    public Path node() {
        return node;
    }

    @Override
    public DmaBufFile allocate(String name, long bytes) {
        DmaBufMemory.check("a video driver", bytes);
        return DmaBufMemory.named(mappings, name, exported(bytes), bytes);
    }

    private int exported(long bytes) {
        owning.lock();
        try (VideoNode device = opened()) {
            return device.memory(queue).exported(bytes);
        } finally {
            owning.unlock();
        }
    }

    private VideoNode opened() {
        try {
            return opener.apply(node);
        } catch (EntrepotException e) {
            throw e.reason() == Reason.UNKNOWN
                    ? new EntrepotException(Reason.GONE, String.valueOf(e.getMessage()), e)
                    : e;
        }
    }

    @Override
    public long capacity() {
        return machine.half();
    }

    @Override
    public long free() {
        return machine.contiguousFree();
    }

    @Override
    public long highestAddress() {
        return machine.highestAddress();
    }

    @Override
    public void close() {
        // Nothing is open between two allocations.
    }
}
