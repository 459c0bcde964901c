package org.entrepot.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.Explanation;
import org.entrepot.fence.Fences;
import org.entrepot.lab.Proxies;
import org.entrepot.linux.PciFunction;
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

/**
 * The engine without a framework, which takes seconds to start in the guest: what arrives in it is what there is, and what a
 * bundle registers arrives.
 */
public final class GuestEngine implements AutoCloseable {
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Object> registered = ConcurrentHashMap.newKeySet();
    private final Engine engine = new Engine(
            Proxies.configured(CoreConfig.class, Map.of()),
            Proxies.configured(BundleContext.class, Map.of()),
            // Nobody reads it, whatever the level.
            Proxies.of(Logger.class, (method, arguments) -> method.startsWith("is") ? false : null));

    @SuppressWarnings("unchecked") // A proxy has no type arguments.
    private <S> ServiceReference<S> reference() {
        long id = numbers.incrementAndGet();
        return Proxies.of(ServiceReference.class, (method, arguments) -> switch (method) {
            case "getProperty" -> Map.of(Constants.SERVICE_ID, id).get(arguments[0]);
            case "hashCode" -> Long.hashCode(id);
            case "equals" -> arguments[0].toString().equals("service " + id);
            case "toString" -> "service " + id;
            default -> null;
        });
    }

    /** A heap comes. */
    public void arrive(Exporter heap) {
        come(heap);
    }

    /** A mapper comes. */
    public void arrive(Mapper mapper) {
        come(mapper);
    }

    /** A service comes; how it leaves. */
    private Runnable come(Object service) {
        if (service instanceof Exporter heap) {
            ServiceReference<Exporter> reference = reference();
            engine.bindExporter(heap, reference);
            return () -> engine.unbindExporter(reference);
        }
        if (service instanceof Mapper mapper) {
            ServiceReference<Mapper> reference = reference();
            engine.bindMapper(mapper, reference);
            return () -> engine.unbindMapper(reference);
        }
        if (service instanceof Importer device) {
            ServiceReference<Importer> reference = reference();
            engine.bindImporter(device, reference);
            return () -> engine.unbindImporter(reference);
        }
        return () -> {};
    }

    /** The allocator, as a bundle of the framework gets it. */
    public Allocator allocator() {
        Bundle user = Proxies.configured(Bundle.class, Map.of("getBundleId", 7L, "getSymbolicName", "guest"));
        return new BundleAllocator(engine, Proxies.configured(ComponentContext.class, Map.of("getUsingBundle", user)));
    }

    /** Fences, as a bundle of the framework gets them. */
    public Fences fences() {
        Bundle user = Proxies.configured(Bundle.class, Map.of("getBundleId", 8L, "getSymbolicName", "guest"));
        return new FenceService(engine, Proxies.configured(ComponentContext.class, Map.of("getUsingBundle", user)));
    }

    /** As an application asks. */
    public Explanation explain(AllocationRequest request) {
        return allocator().explain(request);
    }

    /** As an application asks. */
    public DmaBuf allocate(AllocationRequest request) {
        return allocator().allocate(request);
    }

    /** A bundle's place in the framework: what it registers comes, and leaves when it is unregistered. */
    public BundleContext context() {
        return Proxies.of(BundleContext.class, (method, arguments) -> {
            if (!method.equals("registerService")) {
                return null;
            }
            Object service = arguments[1];
            Runnable departure = come(service);
            registered.add(service);
            return registration(() -> {
                departure.run();
                registered.remove(service);
            });
        });
    }

    private static ServiceRegistration<?> registration(Runnable unregister) {
        return Proxies.of(ServiceRegistration.class, (method, arguments) -> {
            if (method.equals("unregister")) {
                unregister.run();
            }
            return null;
        });
    }

    /** The services of a type that bundles have registered. */
    public <T> List<T> here(Class<T> type) {
        return registered.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The device of a name. */
    public Importer device(String name) {
        return here(Importer.class).stream()
                .filter(device -> device.description().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a device is here: name=" + name + " here="
                        + here(Importer.class).stream()
                                .map(Importer::description)
                                .toList()));
    }

    /** How many devices there are. */
    public int devices() {
        return engine.roster().devices().size();
    }

    /** The registers of the one device that has some. */
    public PciFunction function() {
        return here(PciFunction.class).get(0);
    }

    /** As an operator sees them. */
    public List<DmaFault> faults() {
        return engine.roster().mappers().stream()
                .flatMap(mapper -> mapper.faults().stream())
                .toList();
    }

    /** How many faults a device counted. */
    public long faults(String device) {
        return engine.roster().device(device).faults();
    }

    @Override
    public void close() {
        engine.deactivate();
    }
}
