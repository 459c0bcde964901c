package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.DmaBufs;
import org.entrepot.linux.MemoryFiles.Form;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.MemoryRegion;

/** Files of the kernel: made by {@code memfd_create}, sized, sealed, mapped, in this order, and unmade in the reverse. */
final class SealedMemfds implements MemoryForm {
    private static final int SEALS = Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SEAL;
    private static final int PUNCH = Falloc.FALLOC_FL_PUNCH_HOLE | Falloc.FALLOC_FL_KEEP_SIZE;
    private static final int HUGE = Memfd.MFD_HUGETLB | Memfd.MFD_HUGE_2MB;
    private static final int LONGEST_NAME = 50;
    /** Zeros are written to as much: pages that stay are written four times as fast as new ones, which the kernel makes zero as well. */
    private static final long MOST_WRITTEN = 16 << 20;

    private final UdmabufNode udmabufs;
    private final Mappings mappings;

    /**
     * Makes nothing yet.
     *
     * @param tally counts
     * @param udmabufs makes DMA-BUFs of files
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    SealedMemfds(Tally tally, UdmabufNode udmabufs, Consumer<String> warnings) {
        this.udmabufs = udmabufs;
        this.mappings = new Mappings(tally, udmabufs, warnings);
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.SEALED_MEMFD, "memfd_create(2) of Linux " + System.getProperty("os.version"));
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        String shown = shown(name);
        return sealed(shown, bytes, 0, fd -> mappings.file(shown, fd, bytes, 0));
    }

    @Override
    public MemoryRegion region(String name, long bytes) {
        String shown = shown(name);
        MappedRegion.Terms terms =
                new MappedRegion.Terms(0, Hull.PAGES, 0, SealedMemfds::clear, MappingType.USER_PAGES);
        return sealed(shown, bytes, 0, fd -> mappings.region(shown, fd, terms, bytes));
    }

    @Override
    public DmaBufs dmaBufs() {
        return new DmaBufs(udmabufs.largest(), udmabufs.reason());
    }

    @Override
    public DmaBufFile dmaBuf(String name, List<Part> parts) {
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        DmaBufFile made = mapped(shown(name), udmabufs.create(name, parts), bytes);
        try {
            // As the files' own: udmabuf ends no bracket before the first has begun.
            made.beginCpuAccess(CpuUse.READ_WRITE);
            made.endCpuAccess(CpuUse.READ_WRITE);
            return made;
        } catch (EntrepotException e) {
            made.close();
            throw e;
        }
    }

    private DmaBufFile mapped(String name, int fd, long bytes) {
        try {
            return new DmaBufMemory(mappings.unsharedFile(name, fd, bytes, 0));
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    @Override
    public HugePages hugePages() {
        return HugePageCounts.read();
    }

    @Override
    public MemoryFile createHuge(String name, long bytes) {
        String shown = shown(name);
        return huge(shown, bytes, fd -> mappings.file(shown, fd, bytes, SysMman.MAP_POPULATE));
    }

    @Override
    public MemoryRegion hugeRegion(String name, long bytes) {
        String shown = shown(name);
        // Zeros are written: a hole would give the huge page back, and the next write might find none.
        MappedRegion.Terms terms = new MappedRegion.Terms(
                0,
                Hull.multiplesOf(HugePages.BYTES),
                SysMman.MAP_POPULATE,
                MappedRegion.Zeros.WRITTEN,
                MappingType.USER_PAGES);
        return huge(shown, bytes, fd -> mappings.region(shown, fd, terms, bytes));
    }

    @Override
    public boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        return mappings.copy(source, from, target, to, bytes);
    }

    @Override
    public void prepare(ByteBuffer target, int bytes) {
        Presence.make(target, bytes);
    }

    /** The kernel promises the pages when the file is mapped; so what it has too few of shows here, not at some later access. */
    private <T> T huge(String name, long bytes, IntFunction<T> mapping) {
        try {
            return sealed(name, bytes, HUGE, mapping);
        } catch (EntrepotException e) {
            HugePages there = hugePages();
            long wanted = bytes / HugePages.BYTES;
            if (there.free() >= wanted) {
                throw e;
            }
            throw new EntrepotException(
                    there.total() == 0 ? Reason.UNSUPPORTED : Reason.OUT_OF_MEMORY,
                    "huge pages are free: wanted=" + wanted + " free=" + there.free() + " total=" + there.total()
                            + "; raise vm.nr_hugepages",
                    e);
        }
    }

    private static String shown(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** Makes a file and something of it; what fails leaves no descriptor behind. */
    private static <T> T sealed(String name, long bytes, int pages, IntFunction<T> mapping) {
        int fd = SysMman.memfd_create(
                Native.toByteArray(name, StandardCharsets.UTF_8),
                SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING | pages);
        if (fd < 0) {
            throw Errno.failure("memfd_create(" + name + ")");
        }
        try {
            seal(fd, bytes);
            return mapping.apply(fd);
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private static void seal(int fd, long bytes) {
        if (Unistd.ftruncate(fd, bytes) < 0) {
            throw Errno.failure("ftruncate(" + bytes + ")");
        }
        if (Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, SEALS) < 0) {
            throw Errno.failure("fcntl(F_ADD_SEALS)");
        }
    }

    /** Writes zeros, or gives many pages back to the system: what is read there from now on is zero. */
    private static void clear(int fd, long fileOffset, Pieces pieces, long offset, long bytes) {
        if (bytes <= MOST_WRITTEN) {
            pieces.zero(offset, bytes);
        } else if (Fcntl.fallocate(fd, PUNCH, fileOffset, bytes) < 0) {
            throw Errno.failure("fallocate(FALLOC_FL_PUNCH_HOLE, " + bytes + " bytes)");
        }
    }
}
