package org.entrepot.core.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

/** The framework's part of what the engine talks to. */
final class Framework {
    private Framework() {}

    /** An engine that nobody has bound a service to. */
    static Engine engine() {
        return new Engine(
                config(Map.of()), answering(BundleContext.class, Map.of()), answering(Logger.class, Map.of()));
    }

    /** The engine's configuration: its defaults with short waits, but for what a test wants otherwise. */
    static CoreConfig config(Map<String, Object> otherwise) {
        Map<String, Object> values =
                new HashMap<>(Map.of("drain_deadlineMillis", 100L, "call_deadlineMillis", 60_000L));
        values.putAll(otherwise);
        return config(CoreConfig.class, values);
    }

    /** A configuration: its defaults, but for what a test wants otherwise. */
    static <T> T config(Class<T> type, Map<String, Object> otherwise) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> otherwise.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    /** A watch over the health of an engine. */
    static HealthWatch health(Engine engine) {
        return new HealthWatch(config(HealthConfig.class, Map.of()), engine);
    }

    /** A policy of these rules, with no service that would keep others. */
    static KeptPolicy policy(String... rules) {
        return new KeptPolicy(answering(PolicyConfig.class, Map.of("rules", rules)), answering(Logger.class, Map.of()));
    }

    /** A reference as the framework would make it. */
    @SuppressWarnings("unchecked") // a proxy has no type arguments
    static <S> ServiceReference<S> reference(long id) {
        return (ServiceReference<S>) Proxy.newProxyInstance(
                Framework.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> method.getName().equals("getProperty")
                        ? Map.of(Constants.SERVICE_ID, id).get(arguments[0])
                        : null);
    }

    /** A service of the framework that gives the same answer each time, and otherwise none. */
    static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    /** What a service of a test does when called. */
    interface Answer {
        @Nullable
        Object to(String method, Object[] arguments) throws Exception;
    }

    /** A service of the framework whose methods the test answers. */
    static <T> T calling(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
