package org.entrepot.torture.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.fence.Fences;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** The services that are tortured, and how its heaps are set up when all is well. */
final class Gateway {
    static final String CHAOS = "chaos";
    static final List<String> HEAPS = List.of("system", "cma", "carveout", "iommu", "tiler", CHAOS);

    private static final long PATIENCE_SECONDS = 30;
    private static final Map<String, Map<String, Object>> CONFIGURED = Map.of(
            "system", Map.of("cache.idleMillis", "300"),
            "cma", Map.of("region.bytes", "33554432"),
            "carveout", Map.of("region.bytes", "16777216"),
            "iommu", Map.of("mapper.name", "iommu1", "mapper.ranking", "100"),
            "tiler", Map.of());

    private final BundleContext context;

    Gateway(BundleContext context) {
        this.context = context;
    }

    BundleContext context() {
        return context;
    }

    /** A service, which may just be on its way. */
    <S> S service(Class<S> type) {
        AtomicReference<S> found = new AtomicReference<>();
        awaitThat(type.getSimpleName() + " is here", () -> {
            ServiceReference<S> reference = context.getServiceReference(type);
            found.set(reference == null ? null : context.getService(reference));
            return found.get() != null;
        });
        return found.get();
    }

    Allocator allocator() {
        return service(Allocator.class);
    }

    Fences fences() {
        return service(Fences.class);
    }

    ControlPlane control() {
        return service(ControlPlane.class);
    }

    TransformDevice rotator() {
        return service(TransformDevice.class);
    }

    DisplayDevice display() {
        return service(DisplayDevice.class);
    }

    Bundle bundle(String heap) {
        String name = CHAOS.equals(heap) ? "org.entrepot.torture.chaos" : "org.entrepot.exporter." + heap;
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Configures the engine, once. Its deadline for calls is shorter than the chaotic heap hangs. */
    void configureEngine() throws IOException {
        service(ConfigurationAdmin.class)
                .getConfiguration("org.entrepot.core", "?")
                .update(FrameworkUtil.asDictionary(
                        Map.of("call.deadlineMillis", 1000L, "drain.deadlineMillis", 2000L)));
        // It may start anew with it, and whoever took its services before would have those of the old one.
        pause(1500);
    }

    /** Configures all heaps as when all is well. */
    void configure() throws IOException {
        for (String heap : CONFIGURED.keySet()) {
            configure(heap, Map.of());
        }
    }

    /** Configures a heap as when all is well, but for some values. */
    void configure(String heap, Map<String, Object> changes) throws IOException {
        Map<String, Object> values = new HashMap<>(CONFIGURED.get(heap));
        values.put("entrepot.exporter", heap);
        values.putAll(changes);
        service(ConfigurationAdmin.class)
                .getFactoryConfiguration("org.entrepot.exporter." + heap, "default", "?")
                .update(FrameworkUtil.asDictionary(values));
    }

    boolean isServing(String heap) {
        return control().heaps().stream()
                .anyMatch(known -> known.name().equals(heap) && known.state() == HeapStatus.State.SERVING);
    }

    /** Puts a heap into service once it is here: one that a change of its configuration has just taken away cannot be named. */
    void enable(String heap) {
        awaitThat("heap " + heap + " is here", () -> isNamed(() -> control().enable(heap)));
    }

    /** Takes a heap out of service, unless it has left. */
    void disable(String heap) {
        isNamed(() -> control().disable(heap));
    }

    /** Whether what an operator does names what is here. */
    static boolean isNamed(Runnable command) {
        try {
            command.run();
            return true;
        } catch (EntrepotException e) {
            if (e.reason() != Reason.UNKNOWN) {
                throw e;
            }
            return false;
        }
    }

    void awaitServing() {
        HEAPS.forEach(heap -> awaitThat("heap " + heap + " serves", () -> isServing(heap)));
    }

    /** Waits until something is so. */
    static void awaitThat(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("within " + PATIENCE_SECONDS + " s: " + what);
            }
            pause(10);
        }
    }

    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
