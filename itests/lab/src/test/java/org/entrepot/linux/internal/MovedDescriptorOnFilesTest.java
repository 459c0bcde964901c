package org.entrepot.linux.internal;

import java.util.List;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Provenance;
import org.entrepot.linux.KernelExporter;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On the emulated twin of the kernel's heaps. */
@EnabledOnOs(OS.LINUX)
class MovedDescriptorOnFilesTest extends MovedDescriptorContract {
    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
    private final List<Exporter> heaps = List.of(twin("one"), twin("two"));

    private Exporter twin(String name) {
        return new KernelExporter(
                new HeapDescription(name, "twin", Provenance.emulated("a test")),
                new TwinHeap(files),
                Contiguity.SCATTERED,
                0);
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
