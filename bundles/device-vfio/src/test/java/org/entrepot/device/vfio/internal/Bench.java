package org.entrepot.device.vfio.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Constraints;
import org.entrepot.conformance.ModelMachine;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.PageRun;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** A device with its mapper, and memory files of this machine's kernel. */
final class Bench {
    static final String NAME = "edu0";

    final FakeDevice device;
    final VfioImporter importer;
    final VfioMapper mapper;
    private final ModelMachine machine = new ModelMachine();
    private final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));

    Bench() {
        this(Way.TYPE1);
    }

    Bench(Way way) {
        this.device = new FakeDevice(way);
        DeviceFaults faults = new DeviceFaults(NAME, FakeDevice.ADDRESS, device.log, "as logged");
        this.importer =
                new VfioImporter(NAME, Constraints.builder().addressBits(28).build(), device, faults);
        this.mapper = new VfioMapper(importer, device, faults);
    }

    /** Memory by page frames that are no neighbours, and by address; the test is skipped where files are the JVM's. */
    ExportedMemory memory(long bytes) {
        assumeTrue(files.byAddress().isPresent(), "memory files of this machine are the JVM's own");
        List<PageRun> runs = new ArrayList<>();
        List<Long> between = new ArrayList<>();
        while (runs.size() < bytes >> 12) {
            runs.add(new PageRun(machine.frames().take(0).orElseThrow(), 1));
            between.add(machine.frames().take(0).orElseThrow());
        }
        between.forEach(frame -> machine.frames().give(frame, 0));
        return PlacedMemory.place(
                machine.frames(),
                files,
                "memory",
                runs,
                () -> runs.forEach(run -> machine.frames().give(run.frame(), 0)));
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
}
