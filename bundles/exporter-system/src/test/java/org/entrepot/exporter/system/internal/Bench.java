package org.entrepot.exporter.system.internal;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.emulation.internal.mapper.DirectMapper;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** An emulated machine with memory files, as the framework would put them together. */
final class Bench {
    static final long PAGE = 4096;
    static final Emulated EMULATED = new Emulated("system", "a test says so");

    final EmulatedMachine machine;
    final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));

    /** A machine of 16 MiB. */
    Bench(int fragmentation) {
        Map<String, Object> values = Map.of("ram_bytes", 16L << 20, "fragmentation_percent", fragmentation);
        this.machine = new EmulatedMachine(configured(MachineConfig.class, values), silent(Logger.class));
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

    /** A device on the bus of physical addresses. */
    DeviceProbe probe() {
        DmaPort port = machine.port("probe0", EmulatedBus.DIRECT);
        return DeviceProbe.on(
                "probe0",
                EmulatedBus.DIRECT,
                new DirectMapper(machine),
                (address, bytes) -> port.read(address, bytes, 0, bytes.length),
                (address, bytes) -> port.write(address, bytes, 0, bytes.length));
    }

    static MemoryRequest request(long bytes) {
        return request(bytes, Constraints.NONE);
    }

    static MemoryRequest request(long bytes, Constraints constraints) {
        return new MemoryRequest("test", bytes, constraints, new ByteLayout(bytes));
    }

    static List<PageRun> runs(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs();
    }

    static long count(SystemHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .sum();
    }

    static void fill(ByteBuffer view, byte value) {
        for (int i = 0; i < view.capacity(); i += 1024) {
            view.put(i, value);
        }
    }

    static boolean allZero(ByteBuffer view) {
        return view.mismatch(ByteBuffer.allocate(view.capacity())) < 0;
    }

    /** A heap that keeps nothing, unless told otherwise: the cache has tests of its own. */
    SystemHeap heap(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Map.of("cache_bytes", 0L));
        all.putAll(values);
        SystemHeapConfig config = configured(SystemHeapConfig.class, all);
        return new SystemHeap(config, new Emulated(config.entrepot_exporter(), "a test says so"), machine, files);
    }
}
