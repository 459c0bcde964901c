package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;

/** Memory of a card's own, as bytes: pictures of one page for each row. */
final class CardHeap implements KernelHeap {
    private static final int PAGE_SIZE = 4096;
    private static final int BITS = 32;
    private static final int WIDTH = PAGE_SIZE * Byte.SIZE / BITS;

    private final Path node;
    private final DumbMemory dumb;
    private final MachineMemory machine;

    CardHeap(Path node, DumbMemory dumb, MachineMemory machine) {
        this.node = node;
        this.dumb = dumb;
        this.machine = machine;
    }

    @Override
    public Path node() {
        return node;
    }

    @Override
    public DmaBufFile allocate(String name, long bytes) {
        DmaBufMemory.check("a card", bytes);
        DmaBufFile memory = dumb.make(name, new DumbSize(WIDTH, (int) (bytes / PAGE_SIZE), BITS))
                .memory();
        try {
            return zeroed(memory, bytes);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /** Memory of a card's own chips holds what was there before: drivers promise nothing. */
    private DmaBufFile zeroed(DmaBufFile memory, long bytes) {
        if (memory.size() != bytes) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "memory of a card is as large as it is asked for: node=" + node + " wanted=" + bytes + " got="
                            + memory.size() + "; use another heap");
        }
        memory.beginCpuAccess(CpuUse.WRITE);
        ByteBuffer view = memory.view();
        byte[] page = new byte[PAGE_SIZE];
        for (int at = 0; at < bytes; at += PAGE_SIZE) {
            view.put(at, page);
        }
        memory.endCpuAccess(CpuUse.WRITE);
        return memory;
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
        // The card gives the memory.
    }
}
