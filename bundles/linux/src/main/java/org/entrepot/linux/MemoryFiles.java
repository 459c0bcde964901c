package org.entrepot.linux;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.MappingType;
import org.osgi.annotation.versioning.ProviderType;

/** Makes memory files and regions. A service; safe for use by several threads. What was made outlives the service. */
@ProviderType
public interface MemoryFiles {
    /**
     * Makes a file of zeros in memory ({@code memfd_create(2)}, sealed against shrinking and growing).
     *
     * @param name for people; shows in {@code /proc/PID/maps}; the first 50 characters count
     * @param bytes positive, whole pages of 4096, at most 2147479552: what one {@link java.nio.ByteBuffer} shows
     * @return the file, which the caller closes
     * @throws IllegalArgumentException if the size breaks a rule
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no memory or
     *     address space, with {@link org.entrepot.api.Reason#LIMIT} if the process has too many descriptors
     */
    MemoryFile create(String name, long bytes);

    /**
     * Makes memory of zeros to hand out in parts: one sealed file, which takes memory only where something was written. A part
     * costs nothing until it has a window.
     *
     * @param name for people; shows in {@code /proc/PID/maps}; the first 50 characters count
     * @param bytes positive, whole pages of 4096; may be more than one view shows
     * @return the region, which the caller closes
     * @throws IllegalArgumentException if the size breaks a rule
     * @throws org.entrepot.api.EntrepotException as {@link #create}
     */
    MemoryRegion region(String name, long bytes);

    /** How many huge pages the machine has now: none where memory is the JVM's. */
    HugePages hugePages();

    /**
     * Makes a file of zeros in huge pages ({@code MFD_HUGETLB}), which are taken at once: memory that is contiguous in pieces of
     * {@link HugePages#BYTES} at least, that is never swapped, and of which {@link MemoryFile#physicalRuns} tells the places.
     *
     * @param name as of {@link #create}
     * @param bytes positive, whole huge pages, less than 2 GiB
     * @return the file, which the caller closes
     * @throws IllegalArgumentException if the size breaks a rule
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if too few huge pages are free,
     *     with {@link org.entrepot.api.Reason#UNSUPPORTED} if there are none here; otherwise as {@link #create}
     */
    MemoryFile createHuge(String name, long bytes);

    /**
     * Makes a region of zeros in huge pages, which are taken at once and kept while it is open. Its parts are whole pages of 4096
     * like those of any region.
     *
     * @param bytes positive, whole huge pages
     * @return the region, which the caller closes
     * @throws IllegalArgumentException if the size breaks a rule
     * @throws org.entrepot.api.EntrepotException as {@link #createHuge}
     */
    MemoryRegion hugeRegion(String name, long bytes);

    /** Which DMA-BUFs can be made of files here, and why none where none can. */
    DmaBufs dmaBufs();

    /**
     * Makes a DMA-BUF of parts of sealed memory files, one after the other ({@code UDMABUF_CREATE_LIST}); files of huge pages
     * will do. It shows the files' own bytes and pins their pages as long as it lives.
     *
     * @param name for people; the first 31 bytes count
     * @param parts not empty
     * @return the DMA-BUF, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if none can be made here or of such
     *     files, with {@link org.entrepot.api.Reason#LIMIT} if it is too much for one
     */
    DmaBufFile dmaBuf(String name, List<Part> parts);

    /**
     * Which DMA-BUFs can be made of memory files.
     *
     * @param largest bytes of one at most; 0 if none can be made
     * @param reason for people: what was found, or what is missing
     */
    record DmaBufs(long largest, String reason) {}

    /**
     * A part of a memory file.
     *
     * @param descriptor of the file
     * @param offset in it, whole pages of 4096
     * @param bytes whole pages
     */
    record Part(int descriptor, long offset, long bytes) {}

    /** As what files and regions can be mapped {@linkplain MemoryFile#byAddress() by address}; nothing where they are the JVM's own. */
    default Optional<MappingType> byAddress() {
        return form().kind() == Form.Kind.SEALED_MEMFD ? Optional.of(MappingType.USER_PAGES) : Optional.empty();
    }

    /** What the files are here, and why. */
    Form form();

    /** What is out. */
    Usage usage();

    /**
     * What memory files are on this machine.
     *
     * @param kind sealed files of the kernel, or buffers of the JVM
     * @param reason for people: what was found, or what is missing
     */
    record Form(Kind kind, String reason) {
        /** Where the bytes are, in a few words; with the reason where it is not the kernel. */
        public String words() {
            return kind == Kind.SEALED_MEMFD
                    ? "bytes in sealed memory files"
                    : "bytes in buffers of the JVM, " + reason;
        }

        /** Who holds the memory. */
        public enum Kind {
            /** The kernel: files without a name in a file system, sealed. */
            SEALED_MEMFD,
            /** The JVM: direct buffers without a descriptor. */
            DIRECT_BUFFER
        }
    }

    /**
     * Pages of 2 MiB, which an operator sets aside ({@code sysctl vm.nr_hugepages}).
     *
     * @param total set aside
     * @param free of them, neither used nor promised to anybody
     */
    record HugePages(long total, long free) {
        /** Bytes of one. */
        public static final long BYTES = 2L << 20;
    }

    /**
     * What is out.
     *
     * @param files not yet closed, regions among them
     * @param windows of regions, not yet closed
     * @param bytes of those files; a region counts whole, though it takes memory only where something was written
     * @param awaiting address ranges of closed files and windows that some view still refers to
     * @param dropped files and windows that were never closed and were reclaimed when nobody could reach them any more
     */
    record Usage(long files, long windows, long bytes, long awaiting, long dropped) {}
}
