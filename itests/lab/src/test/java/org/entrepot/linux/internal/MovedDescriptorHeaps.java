package org.entrepot.linux.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Provenance;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.exporter.system.internal.SystemHeap;
import org.entrepot.exporter.system.internal.SystemHeapConfig;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.osgi.service.log.Logger;

/** Heaps between which buffers with descriptors move. */
final class MovedDescriptorHeaps {
    private static final long RAM = 32L << 20;

    private MovedDescriptorHeaps() {}

    /** The kernel's own. */
    static Exporter kernel() {
        return new KernelExporter(
                new HeapDescription("kernel", "system", Provenance.real("/dev/dma_heap/system")),
                GuestHeaps.open().open(List.of("system")),
                Contiguity.SCATTERED,
                RAM);
    }

    /** Memory files as DMA-BUFs, which are kept for the next buffer when they are freed. */
    static Exporter emulated(MemoryFileStore files) {
        MachineConfig machine = configured(MachineConfig.class, Map.of("ram_bytes", RAM));
        Emulated who = new Emulated("emulated", "a test says so");
        return new SystemHeap(
                configured(SystemHeapConfig.class, Map.of()),
                who,
                new EmulatedMachine(machine, silent(Logger.class)),
                files);
    }

    private static <T> T configured(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }

    private static <T> T silent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
