package org.entrepot.pipeline.internal;

import java.lang.reflect.Proxy;
import org.osgi.framework.BundleContext;

/** The framework's interfaces, answering nothing: a run without a swap asks them nothing, and a logger is told and forgets. */
final class TestFramework {
    private TestFramework() {}

    static BundleContext context() {
        return of(BundleContext.class);
    }

    static <T> T of(Class<T> type) {
        Object silent = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? Boolean.FALSE : null);
        return type.cast(silent);
    }
}
