package org.entrepot.emulation.internal.machine;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Consumer;

/** Machines for tests: 16 MiB from 4 GiB, without other tenants, unless told otherwise. */
public final class Machines {
    static final long RAM_BYTES = 16L << 20;

    private Machines() {}

    /** A machine that says nothing. */
    public static EmulatedMachine quiet() {
        return configured(Map.of(), warning -> {});
    }

    static EmulatedMachine configured(Map<String, Object> values, Consumer<String> warnings) {
        return new EmulatedMachine(config(values), warnings);
    }

    private static MachineConfig config(Map<String, Object> values) {
        Map<String, Object> small = Map.of("ram_bytes", RAM_BYTES, "fragmentation_percent", 0);
        return (MachineConfig) Proxy.newProxyInstance(
                MachineConfig.class.getClassLoader(),
                new Class<?>[] {MachineConfig.class},
                (proxy, key, arguments) ->
                        values.getOrDefault(key.getName(), small.getOrDefault(key.getName(), key.getDefaultValue())));
    }
}
