package org.entrepot.linux.internal;

import java.nio.file.Path;
import org.entrepot.linux.MemoryFiles.HugePages;

/** What {@code /sys/kernel/mm/hugepages} says of pages of 2 MiB ({@code Documentation/admin-guide/mm/hugetlbpage.rst}). */
final class HugePageCounts {
    private static final Path FOLDER = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");

    private HugePageCounts() {}

    /** How many there are now; none where the kernel does not tell. */
    static HugePages read() {
        return read(FOLDER);
    }

    /** As {@link #read()}, of another folder. */
    static HugePages read(Path folder) {
        long total = number(folder.resolve("nr_hugepages"));
        long promised = number(folder.resolve("resv_hugepages"));
        return new HugePages(total, Math.max(0, number(folder.resolve("free_hugepages")) - promised));
    }

    private static long number(Path file) {
        return SystemFile.number(file).orElse(0);
    }
}
