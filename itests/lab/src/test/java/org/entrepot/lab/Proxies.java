package org.entrepot.lab;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Small stand-ins for what a framework gives. */
public final class Proxies {
    private Proxies() {}

    /** What is done when a method is called. */
    public interface Answer {
        /** The answer. */
        Object to(String method, Object[] arguments);
    }

    /** Something of a type that answers so. */
    public static <T> T of(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    /** A configuration with its defaults, but for some values. */
    public static <T> T configured(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }
}
