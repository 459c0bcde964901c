package org.entrepot.lab;

import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.linux.internal.RawMemory;
import org.entrepot.spi.Exporter;

/** The memories of the guest: each as a bundle gives it to the engine, and as a driver gets it without one. The order is the page's. */
enum Memory {
    /** Scattered, by {@code /dev/dma_heap/system}. */
    SYSTEM_HEAP("kernel's system heap", LabMemory::systemHeap, bytes -> RawMemory.ofHeap("system", bytes)),
    /** One run, by the kernel's CMA heap. */
    CMA_HEAP("kernel's CMA heap", LabMemory::contiguousHeap, bytes -> RawMemory.ofHeap(GuestHeaps.contiguous(), bytes)),
    /** Memory files as DMA-BUFs. */
    UDMABUF("udmabuf of a memory file", LabMemory::files, RawMemory::ofUdmabuf),
    /** Huge pages as DMA-BUFs. */
    HUGE_PAGES("udmabuf of huge pages", LabMemory::hugePages, RawMemory::ofHugePages),
    /** Kept from the kernel. */
    CARVE_OUT("carve-out in reserved memory", LabMemory::carveOut, RawMemory::ofCarveOut),
    /** Memory files where no DMA-BUFs are made of them. */
    FILE("memory file, no udmabuf", LabMemory::plainFiles, RawMemory::ofFile);

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // It keeps nothing.
    private final Supplier<Exporter> exporter;

    @SuppressWarnings("ImmutableEnumChecker") // It keeps nothing.
    private final LongFunction<RawMemory> raw;

    Memory(String words, Supplier<Exporter> exporter, LongFunction<RawMemory> raw) {
        this.words = words;
        this.exporter = exporter;
        this.raw = raw;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** The heap; the test is skipped where this kernel has none. */
    Exporter exporter() {
        return exporter.get();
    }

    /** Memory without a heap of ours. */
    RawMemory raw(long bytes) {
        return raw.apply(bytes);
    }

    /** How many buffers are tried: what a heap gives scattered may be one run by luck, of several at a time hardly each. */
    int tries() {
        return this == SYSTEM_HEAP ? 3 : 1;
    }
}
