package org.entrepot.exporter.cma.internal;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
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
import org.entrepot.spi.MemoryRequest;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** An emulated machine with memory files, as the framework would put them together. */
final class Bench {
    static final long PAGE = 4096;
    static final Emulated EMULATED = new Emulated("cma", "a test says so");

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

    /** A logger that keeps the formats of errors and what they are filled with. */
    static Logger keeping(List<String> errors) {
        return (Logger) Proxy.newProxyInstance(
                Bench.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("error")) {
                        errors.add(Arrays.deepToString(arguments));
                    }
                    return null;
                });
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
}
