package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.Provenance;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PrivateMapRequest;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** An emulated machine with memory files, as the framework would put them together. */
final class Bench {
    static final long PAGE = 4096;

    final EmulatedMachine machine;
    final long free;
    final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));

    /** A machine of 64 MiB. */
    Bench(int fragmentation) {
        this(fragmentation, 64L << 20);
    }

    Bench(int fragmentation, long ram) {
        Map<String, Object> values = Map.of("ram_bytes", ram, "fragmentation_percent", fragmentation);
        this.machine = new EmulatedMachine(configured(MachineConfig.class, values), silent(Logger.class));
        this.free = machine.free();
    }

    /** A configuration with its defaults, but for some values. */
    static <T> T configured(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }

    private static <T> T silent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }

    TilerHeap heap(Map<String, Object> values) {
        return new TilerHeap(configured(TilerHeapConfig.class, values), machine, machine, files);
    }

    static long counter(TilerHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    /** Nothing of a heap with one container is out, and nothing of the machine is with it. */
    void assertUntouched(TilerHeap heap) {
        assertThat(heap.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(128L << 20, HeapUsage::largestRun);
        assertThat(counter(heap, "pinned pages")).isZero();
        assertThat(files.usage().files()).isZero();
        assertThat(machine.free()).isEqualTo(free);
    }

    static MemoryRequest request(long bytes) {
        return request(bytes, Constraints.NONE);
    }

    static MemoryRequest request(long bytes, Constraints constraints) {
        return new MemoryRequest("test", bytes, constraints, new ByteLayout(bytes));
    }

    static MemoryRequest request(ImageLayout layout) {
        return new MemoryRequest("test", (layout.bytes() + PAGE - 1) / PAGE * PAGE, Constraints.NONE, layout);
    }

    static DeviceDescription device(String name, String bus) {
        return new DeviceDescription(name, bus, "a device", Provenance.emulated("a test"));
    }

    /** Maps memory for a device of the direct bus. */
    static DeviceAddresses map(ExportedMemory memory, String device, Direction direction, Orientation orientation) {
        return memory.privateMapper()
                .orElseThrow()
                .map(new PrivateMapRequest(device(device, DeviceBus.DIRECT), Constraints.NONE, direction, orientation));
    }
}
