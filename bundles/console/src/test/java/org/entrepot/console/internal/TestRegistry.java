package org.entrepot.console.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A registry of the test: devices by what they do. */
final class TestRegistry {
    private TestRegistry() {}

    /** A registry with devices of these names. */
    static BundleContext of(Map<Class<?>, List<String>> devices) {
        return proxy(BundleContext.class, (method, arguments) -> {
            if (!method.equals("getServiceReferences")) {
                throw new UnsupportedOperationException(method);
            }
            return devices.getOrDefault((Class<?>) arguments[0], List.of()).stream()
                    .map(TestRegistry::reference)
                    .toList();
        });
    }

    private static ServiceReference<?> reference(String name) {
        return proxy(ServiceReference.class, (method, arguments) -> {
            if (!method.equals("getProperty") || !"entrepot.device".equals(arguments[0])) {
                throw new UnsupportedOperationException(method);
            }
            return name;
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
