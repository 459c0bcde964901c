package org.entrepot.linux.internal;

import java.util.List;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.BeforeAll;

/** On DMA-BUFs of the kernel's own heap. */
@Shows(Feature.MOVED_DESCRIPTOR)
class MovedFromKernelInGuest extends MovedDescriptorContract {
    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
    private final List<Exporter> heaps = List.of(MovedDescriptorHeaps.kernel(), MovedDescriptorHeaps.emulated(files));

    @BeforeAll
    static void needBoth() {
        Need.device("/dev/udmabuf");
        Need.device("/dev/dma_heap/system");
    }

    @Override
    List<Exporter> heaps() {
        return heaps;
    }

    @Override
    MemoryFileStore files() {
        return files;
    }
}
