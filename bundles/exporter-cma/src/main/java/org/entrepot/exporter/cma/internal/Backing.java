package org.entrepot.exporter.cma.internal;

import java.util.List;
import java.util.Locale;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.spi.PageFrames;

/** Where the bytes of buffers come from. The same as long as the heap serves; safe for use by several threads. */
interface Backing {
    /** The largest buffer that one view shows, in whole pages. */
    long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    /**
     * Makes the bytes of a buffer.
     *
     * @param name of the buffer
     * @param bytes whole pages
     * @return zeroed memory, which the caller closes
     * @throws EntrepotException as {@link MemoryFiles#create}
     */
    MemoryFile create(String name, long bytes);

    /** The largest buffer it could ever make. */
    long largest();

    /**
     * Whether the memory is what a CMA heap gives, and why not where it is not.
     *
     * @param reason why the heap is not the kernel's
     */
    Provenance provenance(String reason);

    /** Adds how the memory can be mapped. */
    Capabilities.Builder mapped(Capabilities.Builder capabilities);

    /** What it counts. */
    List<Counter> counters();

    /**
     * The backing that a configuration asks for.
     *
     * @param wanted {@code emulated}, {@code hugetlb}, or {@code auto} for huge pages where some are free
     * @throws IllegalArgumentException if it is another word
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if huge pages are asked for and none is free
     */
    static Backing of(String wanted, MemoryFiles files) {
        boolean free = files.hugePages().free() > 0;
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "emulated" -> new Emulated(files);
            case "auto" -> free ? new HugeBacking(files) : new Emulated(files);
            case "hugetlb" -> {
                if (!free) {
                    throw new EntrepotException(
                            Reason.UNSUPPORTED,
                            "huge pages are free where a heap is backed by them: backing=hugetlb free=0 total="
                                    + files.hugePages().total() + "; raise vm.nr_hugepages, or set backing=auto");
                }
                yield new HugeBacking(files);
            }
            default ->
                throw new IllegalArgumentException("a value of " + CmaHeapConfig.PID + " keeps its rule: backing="
                        + wanted + "; set emulated, hugetlb or auto");
        };
    }

    /**
     * A memory file for each buffer: one run of the emulated machine, anywhere in the real one.
     *
     * @param files that makes them
     */
    record Emulated(MemoryFiles files) implements Backing {
        @Override
        public MemoryFile create(String name, long bytes) {
            return files.create(name, bytes);
        }

        @Override
        public long largest() {
            return LARGEST;
        }

        @Override
        public Provenance provenance(String reason) {
            long free = files.hugePages().free();
            String huge = free == 0 ? "no huge page is free" : free + " huge pages are free for backing=hugetlb";
            return Provenance.emulated(
                    reason + "; " + huge + "; " + files.form().words());
        }

        @Override
        public Capabilities.Builder mapped(Capabilities.Builder capabilities) {
            return PlacedMemory.mapped(capabilities, files);
        }

        @Override
        public List<Counter> counters() {
            return List.of();
        }
    }
}
