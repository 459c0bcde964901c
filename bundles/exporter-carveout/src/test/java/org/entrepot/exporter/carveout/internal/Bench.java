package org.entrepot.exporter.carveout.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Provenance;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.emulation.internal.mapper.DirectMapper;
import org.entrepot.emulation.internal.mapper.IommuMapper;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRanges;
import org.entrepot.linux.internal.DeviceRanges;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** An emulated machine with memory files, as the framework would put them together. */
final class Bench {
    static final long PAGE = 4096;
    static final long MIB = 1L << 20;
    static final long BASE = 0x4000_0000L;
    static final long BYTES = 8 * MIB;
    static final DeviceDescription DIRECT = device("camera0", EmulatedBus.DIRECT);
    static final DeviceDescription TRANSLATED = device("rotator0", EmulatedBus.BEHIND_IOMMU);

    final EmulatedMachine machine =
            new EmulatedMachine(configured(MachineConfig.class, Map.of("ram_bytes", 16L << 20)), silent(Logger.class));
    final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));
    final MemoryRanges ranges = new DeviceRanges(files, silent(Logger.class));
    final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    /** A heap of 8 MiB, but for some values. */
    CarveoutHeap heap(Map<String, Object> values) {
        return heap(values, ranges);
    }

    CarveoutHeap heap(Map<String, Object> values, MemoryRanges real) {
        Map<String, Object> all = new HashMap<>(Map.of("region_bytes", BYTES));
        all.putAll(values);
        return new CarveoutHeap(configured(CarveoutHeapConfig.class, all), machine, files, real, warnings::add);
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

    private static DeviceDescription device(String name, String bus) {
        return new DeviceDescription(name, bus, "a device", Provenance.emulated("for a test"));
    }

    /** Maps memory by its address, as the engine would have it mapped. */
    DeviceAddresses map(DeviceDescription device, ExportedMemory memory, Direction direction) {
        Mapper mapper = device.bus().equals(EmulatedBus.DIRECT) ? new DirectMapper(machine) : new IommuMapper(machine);
        return mapper.map(
                new MapRequest(device, Constraints.NONE, memory.cookies().get(0), memory.size(), direction));
    }

    /** Lets a device write a byte. */
    void write(DeviceDescription device, long address, int value) {
        machine.port(device.name(), device.bus()).write(address, new byte[] {(byte) value}, 0, 1);
    }

    /** What a device reads. */
    int read(DeviceDescription device, long address) {
        byte[] one = new byte[1];
        machine.port(device.name(), device.bus()).read(address, one, 0, 1);
        return one[0];
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

    static long address(ExportedMemory memory) {
        return ((MemoryCookie.DeviceAddress) memory.cookies().get(0)).address();
    }

    static MemoryRequest request(long bytes) {
        return request(bytes, Constraints.NONE);
    }

    static MemoryRequest request(long bytes, Constraints constraints) {
        return new MemoryRequest("test", bytes, constraints, new ByteLayout(bytes));
    }
}
