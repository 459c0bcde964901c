package org.entrepot.linux.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.lab.Need;
import org.entrepot.linux.KernelHeaps;

/** The heaps of the guest's kernel, as the framework would offer them. */
public final class GuestHeaps {
    /** The names that kernels have for the heap of contiguous memory. */
    public static final List<String> CMA = List.of("default_cma_region", "reserved", "linux", "linux,cma", "cma");

    private static final Path FOLDER = Path.of("/dev/dma_heap");

    private GuestHeaps() {}

    /** Opens heaps. Warnings go to the standard error of the guest. */
    public static KernelHeaps open() {
        MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
        return new KernelHeapStore(files, FOLDER, KernelHeapStore::opened, System.err::println);
    }

    /** The name of the heap of contiguous memory; the test is skipped where there is none. */
    public static String contiguous() {
        String name = CMA.stream().filter(GuestHeaps::isHere).findFirst().orElse("reserved");
        Need.device(FOLDER.resolve(name).toString());
        return name;
    }

    private static boolean isHere(String name) {
        return Files.exists(FOLDER.resolve(name));
    }
}
