package org.entrepot.linux;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory with a descriptor. The view stays harmless for ever: from the moment the file is closed it reads zeros (or, without a
 * kernel that can, what was there last), what is written to it nobody sees, and its addresses are not given to anybody else as
 * long as the view or a slice or duplicate of it can be reached.
 */
@ProviderType
public interface MemoryFile extends AutoCloseable {
    /** Bytes. Never changes: the file is sealed. */
    long size();

    /** The whole file, in the machine's byte order. The same buffer each time: duplicate it before moving its position. */
    ByteBuffer view();

    /**
     * The descriptor, close-on-exec, valid until {@link #close}; empty where the memory is the JVM's own. Who wants to keep
     * it duplicates it, and drops the duplicate before the file is {@link #retire retired}.
     */
    OptionalInt descriptor();

    /**
     * The same memory as a DMA-BUF, for drivers of the kernel; nothing where none can be made of it: no {@code /dev/udmabuf}, larger than
     * that takes, a window. Of huge pages a driver that maps them for the CPU sees {@linkplain
     * org.entrepot.api.KernelMapping#FIRST_PAGE the first page} only, in Linux 6.12.
     */
    default Optional<Sharing> sharing() {
        return Optional.empty();
    }

    /** A memory file as a DMA-BUF. It costs nothing before its descriptor was asked for. */
    @ProviderType
    interface Sharing {
        /**
         * The descriptor of the DMA-BUF, close-on-exec, valid until the file is closed or retired. It is made at the first call, which
         * pins all pages of the file. Whoever has a duplicate of it, a mapping, or imported it, keeps the memory beyond the file's end, and
         * sees nobody else's bytes: such a file keeps nothing for a successor.
         *
         * @throws IllegalStateException if the file is closed
         * @throws org.entrepot.api.EntrepotException if the kernel refuses
         */
        int descriptor();

        /** Begins a bracket of CPU access, if the DMA-BUF was made. */
        void beginCpuAccess(CpuUse use);

        /** Ends a bracket, as it was begun. */
        void endCpuAccess(CpuUse use);
    }

    /**
     * The same memory by its addresses in this process, for drivers in user space ({@code VFIO_IOMMU_MAP_DMA}). What was mapped
     * for a device by them is unmapped before the file is closed or retired: the pages would stay the device's, and be somebody
     * else's next.
     *
     * @return nothing where the kernel refuses such memory with {@code EFAULT}, as it does what it handed out as a DMA-BUF; nor where the
     *     memory is the JVM's own
     */
    default Optional<MemoryCookie.ProcessAddresses> byAddress() {
        return Optional.empty();
    }

    /**
     * Where the bytes are in the real machine's memory, in their order; neighbours that touch are one run. Contiguity is what this
     * shows, not what was asked for. Pages may move at any time, huge pages as good as never. Not cheap.
     *
     * @return nothing if a page has no frame yet, or if the kernel does not tell this process (it wants CAP_SYS_ADMIN)
     */
    default Optional<List<PageRun>> physicalRuns() {
        return Optional.empty();
    }

    /**
     * Closes the file as {@link #close} does, but keeps its memory for a successor: what a view shows from now on is zero, and
     * nobody else's. Who duplicated {@link #descriptor} has let go of it by now, for it would show the successor's bytes.
     *
     * @return the memory, which the caller closes or renews; nothing if there is none to keep: a file closed already, a window, the
     *     JVM's own memory, a file whose DMA-BUF somebody still has
     */
    default Optional<SpareMemory> retire() {
        close();
        return Optional.empty();
    }

    /** Gives the memory back at once. Closing twice counts once, from whichever threads. */
    @Override
    void close();
}
