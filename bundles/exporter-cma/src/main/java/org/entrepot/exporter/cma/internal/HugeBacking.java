package org.entrepot.exporter.cma.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.ByDescriptor;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.KernelMapping;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.spi.PageRun;

/**
 * Memory that is one run in the real machine too. A huge page always is. Several are where the kernel happens to give
 * neighbours, which only a process that may read {@code /proc/self/pagemap} can tell: without it no buffer is larger than one.
 * How much can be promised is measured when the heap opens.
 */
final class HugeBacking implements Backing {
    /** How often other huge pages are asked for when those that came are no neighbours. */
    private static final int ATTEMPTS = 4;

    /** What is measured at most, since the kernel makes zeros of it. */
    private static final long MOST = 64L << 20;

    private final MemoryFiles files;
    private final long largest;
    private final LongAdder refused = new LongAdder();

    /**
     * Measures how much comes in one run now.
     *
     * @throws EntrepotException as {@link MemoryFiles#createHuge}
     */
    HugeBacking(MemoryFiles files) {
        this.files = files;
        files.createHuge("entrepot-probe", HugePages.BYTES).close();
        long bytes = HugePages.BYTES;
        while (2 * bytes <= MOST && comesInOneRun(2 * bytes)) {
            bytes *= 2;
        }
        this.largest = bytes;
    }

    private boolean comesInOneRun(long bytes) {
        try {
            inOneRun("entrepot-probe", bytes).close();
            return true;
        } catch (EntrepotException e) {
            return false;
        }
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        long whole = (bytes + HugePages.BYTES - 1) & -HugePages.BYTES;
        MemoryFile file = counted(name, whole);
        return whole == bytes ? file : new FrontOfFile(file, front(name, file, bytes), bytes);
    }

    private Optional<SharedFront> front(String name, MemoryFile file, long bytes) {
        return file.sharing().map(all -> new SharedFront(files, name, file, bytes));
    }

    private MemoryFile counted(String name, long whole) {
        try {
            return inOneRun(name, whole);
        } catch (EntrepotException e) {
            refused.increment();
            throw e;
        }
    }

    private MemoryFile inOneRun(String name, long whole) {
        List<MemoryFile> rejected = new ArrayList<>();
        int runs = 0;
        try {
            while (rejected.size() < ATTEMPTS) {
                Optional<MemoryFile> file = another(name, whole, rejected.isEmpty());
                if (file.isEmpty()) {
                    break;
                }
                runs = runs(file.get());
                if (runs == 1) {
                    return file.get();
                }
                // Kept until the end, so that the next is of other huge pages.
                rejected.add(file.get());
            }
        } finally {
            rejected.forEach(MemoryFile::close);
        }
        throw new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "the huge pages of a buffer are neighbours: name=" + name + " wanted=" + whole + " runs=" + runs
                        + " attempts=" + rejected.size()
                        + "; ask for " + HugePages.BYTES + " at most, or set huge pages aside when the machine starts");
    }

    /** Huge pages; nothing if there are no more and it is not the first time. */
    private Optional<MemoryFile> another(String name, long whole, boolean first) {
        try {
            return Optional.of(files.createHuge(name, whole));
        } catch (EntrepotException e) {
            if (first) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static int runs(MemoryFile file) {
        return file.size() == HugePages.BYTES
                ? 1
                : file.physicalRuns().map(List<PageRun>::size).orElse(Integer.MAX_VALUE);
    }

    @Override
    public long largest() {
        return largest;
    }

    @Override
    public Provenance provenance(String reason) {
        return Provenance.real("bytes in huge pages of 2 MiB, neighbours of up to "
                + largest
                + " bytes as measured when the heap opened; emulated devices reach them at addresses of the region");
    }

    /** One run for drivers of the kernel, too; for those that map it for the CPU it says what they would see of it. */
    @Override
    public Capabilities.Builder mapped(Capabilities.Builder capabilities) {
        List<MappingType> types = new ArrayList<>(List.of(MappingType.PAGES));
        long shared = Math.min(largest, files.dmaBufs().largest() & -HugePages.BYTES);
        if (shared > 0) {
            types.add(MappingType.FD);
            capabilities.byDescriptor(new ByDescriptor(Contiguity.ONE_RUN, shared, KernelMapping.FIRST_PAGE));
        }
        files.byAddress().ifPresent(types::add);
        return capabilities.mappingTypes(types.toArray(MappingType[]::new));
    }

    @Override
    public List<Counter> counters() {
        HugePages now = files.hugePages();
        return List.of(
                new Counter("free huge pages", now.free(), "pages", "of 2 MiB that the kernel has for buffers"),
                new Counter(
                        "huge page failures", refused.sum(), "times", "too few were free, or they were no neighbours"));
    }
}
