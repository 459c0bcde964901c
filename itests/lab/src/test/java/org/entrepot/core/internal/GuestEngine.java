package org.entrepot.core.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.entrepot.api.Allocator;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.log.Logger;

/** The engine without a framework: what a test binds to it is what there is. */
public final class GuestEngine implements AutoCloseable {
    private final AtomicLong services = new AtomicLong();
    private final Map<Object, ServiceReference<?>> references = new HashMap<>();
    private final Engine engine = new Engine(
            answering(CoreConfig.class, Map.of()),
            answering(BundleContext.class, Map.of()),
            answering(Logger.class, Map.of()));

    /** A service of the framework: by the names of its methods what each answers, and its default, or nothing, to the rest. */
    public static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    @SuppressWarnings("unchecked") // A proxy has no type arguments.
    private <S> ServiceReference<S> reference(S service) {
        long id = services.incrementAndGet();
        ServiceReference<S> made = (ServiceReference<S>) Proxy.newProxyInstance(
                GuestEngine.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> Map.of(Constants.SERVICE_ID, id).get(arguments[0]);
                    case "hashCode" -> Long.hashCode(id);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> "service " + id;
                    default -> null;
                });
        references.put(service, made);
        return made;
    }

    /** A heap comes. */
    public void arrive(Exporter heap) {
        engine.bindExporter(heap, reference(heap));
    }

    /** A mapper comes. */
    public void arrive(Mapper mapper) {
        engine.bindMapper(mapper, reference(mapper));
    }

    /** A device comes. */
    public void arrive(Importer device) {
        engine.bindImporter(device, reference(device));
    }

    /** A device leaves. */
    @SuppressWarnings("unchecked") // It was put there as that.
    public void leave(Importer device) {
        engine.unbindImporter((ServiceReference<Importer>) references.remove(device));
    }

    /** The allocator, as a bundle of the framework gets it. */
    public Allocator allocator() {
        Bundle user = answering(Bundle.class, Map.of("getBundleId", 7L, "getSymbolicName", "guest"));
        return new BundleAllocator(engine, answering(ComponentContext.class, Map.of("getUsingBundle", user)));
    }

    /**
     * A bundle's place in the framework: devices that it registers come, and leave when they are unregistered.
     *
     * @param registered told of each, and again when it is unregistered
     */
    public BundleContext context(Registered registered) {
        return (BundleContext) Proxy.newProxyInstance(
                GuestEngine.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("registerService")) {
                        return null;
                    }
                    Importer device = (Importer) arguments[1];
                    registered.came(device);
                    arrive(device);
                    return registration(() -> {
                        leave(device);
                        registered.left(device);
                        return null;
                    });
                });
    }

    private static ServiceRegistration<?> registration(Supplier<Object> unregister) {
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                GuestEngine.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, method, arguments) -> method.getName().equals("unregister") ? unregister.get() : null);
    }

    /** Who is told of devices. */
    public interface Registered {
        /** A device is a service. */
        void came(Importer device);

        /** It is none any more. */
        void left(Importer device);
    }

    @Override
    public void close() {
        engine.deactivate();
    }
}
