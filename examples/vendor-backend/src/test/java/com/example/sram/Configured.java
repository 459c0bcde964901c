package com.example.sram;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as the framework would make them: defaults, but for some values. */
final class Configured {
    private Configured() {}

    static SramConfig with() {
        return with(Map.of());
    }

    static SramConfig with(Map<String, Object> values) {
        return (SramConfig) Proxy.newProxyInstance(
                SramConfig.class.getClassLoader(),
                new Class<?>[] {SramConfig.class},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue()));
    }
}
