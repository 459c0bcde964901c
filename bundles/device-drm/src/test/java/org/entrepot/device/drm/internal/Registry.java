package org.entrepot.device.drm.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** Plays what a bundle is given: services by their names, devices that map, and a log. */
final class Registry {
    /** Names of services, with one that is told of each that comes. */
    final Set<String> services = ConcurrentHashMap.newKeySet();

    final Set<String> mapping = ConcurrentHashMap.newKeySet();
    final List<String> said = new CopyOnWriteArrayList<>();
    volatile Runnable whenToldOfADisplay = () -> {};

    PluggedCard.House house(Path connectors) {
        return new PluggedCard.House(
                context(), (device, whenGone) -> imports(device), ModelImports.flips(), connectors, log());
    }

    private BundleContext context() {
        return played(BundleContext.class, Map.of("registerService", this::registered));
    }

    private ServiceRegistration<?> registered(Object... arguments) {
        Dictionary<?, ?> properties = (Dictionary<?, ?>) arguments[2];
        Object display = properties.get(Importer.NAME_PROPERTY);
        String name = display != null ? "display " + display : "heap " + properties.get(Exporter.NAME_PROPERTY);
        services.add(name);
        if (display != null) {
            whenToldOfADisplay.run();
        }
        return played(ServiceRegistration.class, Map.of("unregister", none -> unregistered(name)));
    }

    private Void unregistered(String name) {
        if (!services.remove(name)) {
            throw new IllegalStateException("The service has been unregistered");
        }
        return null;
    }

    private DeviceImports imports(String device) {
        if (!mapping.add(device)) {
            throw new IllegalArgumentException("a device maps once: device=" + device);
        }
        return new DeviceImports() {
            @Override
            public ImportedBuffer of(DeviceMapping mapped, Direction access) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long faults() {
                return 0;
            }

            @Override
            public void close() {
                mapping.remove(device);
            }
        };
    }

    private Logger log() {
        Call says = words -> {
            said.add(Arrays.deepToString(words));
            return null;
        };
        return played(Logger.class, Map.of("info", says, "warn", says));
    }

    /** A method that is played. */
    private interface Call {
        Object made(Object... arguments);
    }

    private static <T> T played(Class<T> type, Map<String, Call> methods) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> methods.get(method.getName()).made(arguments)));
    }
}
