package org.entrepot.exporter.iommu.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.Provenance;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** An emulated machine with memory files and I/O MMUs that come and go, as the framework would put them together. */
final class Bench {
    static final long PAGE = 4096;
    static final DeviceDescription ROTATOR =
            new DeviceDescription("rotator0", DeviceBus.BEHIND_IOMMU, "a device", Provenance.emulated("for a test"));

    final EmulatedMachine machine;
    final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));
    final List<Mapper> mappers = new CopyOnWriteArrayList<>();
    final DmaPort port;

    /** A machine of 16 MiB without other tenants. */
    Bench() {
        this(0);
    }

    /** A machine of 16 MiB. */
    Bench(int fragmentation) {
        Map<String, Object> values = Map.of("ram_bytes", 16L << 20, "fragmentation_percent", fragmentation);
        this.machine = new EmulatedMachine(configured(MachineConfig.class, values), silent(Logger.class));
        this.port = machine.port("rotator0", DeviceBus.BEHIND_IOMMU);
    }

    /** An I/O MMU with its heap, started. */
    IommuHeap start(Map<String, Object> values) {
        Function<Mapper, Runnable> registry = mapper -> {
            mappers.add(mapper);
            return () -> mappers.remove(mapper);
        };
        IommuConfig config = configured(IommuConfig.class, new HashMap<>(values));
        return new IommuHeap(config, machine, files, machine, registry, silent(Logger.class));
    }

    /** The only mapper that serves. */
    Mapper mapper() {
        if (mappers.size() != 1) {
            throw new AssertionError("mappers: " + mappers);
        }
        return mappers.get(0);
    }

    /** The machine's own mapper, which serves as long as no other does. */
    Mapper ownMapper() {
        return new org.entrepot.emulation.internal.mapper.IommuMapper(machine);
    }

    /** The device behind the I/O MMU, as the rules drive it. */
    DeviceProbe probe() {
        return probe(mapper());
    }

    /** The same device behind another mapper. */
    DeviceProbe probe(Mapper mapper) {
        return new DeviceProbe(
                ROTATOR,
                mapper,
                (address, bytes) -> port.read(address, bytes, 0, bytes.length),
                (address, bytes) -> port.write(address, bytes, 0, bytes.length));
    }

    /** A counter of a heap now. */
    static long value(IommuHeap heap, String counter) {
        return heap.counters().stream()
                .filter(one -> one.name().equals(counter))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    /** Memory of another heap, every page apart from the next. */
    ExportedMemory scattered(long bytes) {
        List<Long> frames = new ArrayList<>();
        List<Long> between = new ArrayList<>();
        for (long done = 0; done < bytes; done += PAGE) {
            frames.add(machine.take(0).orElseThrow());
            between.add(machine.take(0).orElseThrow());
        }
        between.forEach(frame -> machine.give(frame, 0));
        List<PageRun> runs = frames.stream().map(frame -> new PageRun(frame, 1)).toList();
        return PlacedMemory.place(
                machine, files, "scattered", runs, () -> frames.forEach(frame -> machine.give(frame, 0)));
    }

    /** A configuration with its defaults, but for some values. */
    static <T> T configured(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }

    static <T> T silent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }

    static MemoryRequest request(long bytes) {
        return request(bytes, Constraints.NONE);
    }

    static MemoryRequest request(long bytes, Constraints constraints) {
        return new MemoryRequest("test", bytes, constraints, new ByteLayout(bytes));
    }

    static MapRequest map(ExportedMemory memory, Constraints limits, Direction direction) {
        return new MapRequest(ROTATOR, limits, memory.cookies().get(0), memory.size(), direction);
    }

    static MapRequest map(ExportedMemory memory) {
        return map(memory, Constraints.NONE, Direction.BIDIRECTIONAL);
    }
}
