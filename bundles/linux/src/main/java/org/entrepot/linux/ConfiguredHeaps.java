package org.entrepot.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.linux.NodeWatches.Watch;
import org.entrepot.spi.Exporter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/**
 * The heaps of one configuration as services: the kernel's, an emulated one, or both, as {@link KernelOrEmulated} decides. Where
 * the kernel's is wanted and not here, or not this user's, it is waited for: when it can be opened what serves leaves and all is
 * opened anew, as if the configuration had been written then. Safe for use by several threads; services come and go under a lock
 * of its own.
 *
 * @param <E> the emulated heap
 */
public final class ConfiguredHeaps<E extends Exporter> implements AutoCloseable {
    private final House house;
    private final Wanted wanted;
    private final Emulation<E> emulation;
    private final Lock exchange = new ReentrantLock();
    private final Watch watch;
    private final Deque<Served> services = new ArrayDeque<>();
    private Map<String, Object> properties;
    private @Nullable KernelExporter kernel;
    private @Nullable E emulated;
    private boolean tried;
    private boolean ended;

    private record Served(Exporter heap, ServiceRegistration<Exporter> service) {}

    /** Opens and closes the emulated heap of a configuration. */
    public interface Emulation<E> {
        /**
         * Opens it.
         *
         * @param who under which name, and why it is emulated
         * @throws IllegalArgumentException if a configured value breaks its rule
         * @throws EntrepotException if it cannot be had
         */
        E open(Emulated who);

        /** Closes it: it is no service any more. */
        void close(E heap);
    }

    /**
     * Where heaps come from, and where their services go.
     *
     * @param context that registers them
     * @param kernels that open the kernel's
     * @param watches that tell when one comes
     * @param log that tells what serves, and why not
     */
    public record House(BundleContext context, KernelHeaps kernels, NodeWatches watches, Logger log) {}

    /**
     * Opens what there is. What cannot be had is said in the log.
     *
     * @param wanted what the configuration says
     * @param properties of the services; those of the component are left out, and each heap has its own name
     */
    public ConfiguredHeaps(House house, Wanted wanted, Map<String, Object> properties, Emulation<E> emulation) {
        this.house = house;
        this.wanted = wanted;
        this.properties = Map.copyOf(properties);
        this.emulation = emulation;
        this.watch = watched();
    }

    private Watch watched() {
        if (wanted.policy().equals("never")) {
            look();
            return () -> {};
        }
        String names = wanted.nodes().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        Watch watching = house.watches().watch(Set.of(KernelHeaps.FOLDER), Pattern.compile(names), this::look);
        if (isKernels()) {
            watching.close();
        }
        return watching;
    }

    private boolean isKernels() {
        exchange.lock();
        try {
            return kernel != null;
        } finally {
            exchange.unlock();
        }
    }

    private void look() {
        exchange.lock();
        try {
            if (!tried) {
                tried = true;
                open();
            } else if (!ended && kernel == null && hasCome()) {
                closeAll();
                open();
            }
            // Whoever was told of a service may have ended all this.
            if (ended) {
                closeAll();
            }
        } finally {
            exchange.unlock();
        }
    }

    private boolean hasCome() {
        try (KernelHeap here = house.kernels().open(wanted.nodes())) {
            house.log().info("Heap {} is opened anew: {} can be opened now", wanted.name(), here.node());
            return true;
        } catch (EntrepotException e) {
            // It is as it was, which was said then.
            return false;
        }
    }

    private void open() {
        try {
            KernelOrEmulated choice = KernelOrEmulated.of(house.kernels(), wanted);
            kernel = choice.kernel().orElse(null);
            choice.emulated().ifPresent(who -> emulated = emulation.open(who));
            if (emulated != null) {
                register(emulated);
            }
            if (kernel != null) {
                register(kernel);
            }
            house.log().info("Heap {} serves: {}", wanted.name(), words());
        } catch (IllegalArgumentException | EntrepotException e) {
            closeAll();
            house.log().error("Heap {} is not here: {}", wanted.name(), e.getMessage());
        }
    }

    private void register(Exporter heap) {
        services.push(new Served(
                heap,
                house.context().registerService(Exporter.class, heap, FrameworkUtil.asDictionary(ofService(heap)))));
    }

    /** What operators and the engine go by; the component's own numbers are nobody's business. */
    private Map<String, Object> ofService(Exporter heap) {
        Map<String, Object> kept = new HashMap<>(properties);
        kept.keySet().removeIf(key -> key.startsWith("component."));
        // A heap keeps its name, whatever a later configuration says.
        kept.put(Exporter.NAME_PROPERTY, heap.description().name());
        return kept;
    }

    private String words() {
        return services.stream()
                .map(each -> each.heap().description().name() + ": "
                        + each.heap().description().provenance())
                .collect(Collectors.joining("; "));
    }

    /**
     * Tells what serves of a new configuration.
     *
     * @param told the properties of its services from now on
     * @param change told the emulated heap, if there is one
     * @return false if nothing serves, and nothing was told
     */
    public boolean modify(Map<String, Object> told, Consumer<E> change) {
        exchange.lock();
        try {
            if (services.isEmpty()) {
                return false;
            }
            properties = Map.copyOf(told);
            if (emulated != null) {
                change.accept(emulated);
            }
            services.forEach(each -> each.service().setProperties(FrameworkUtil.asDictionary(ofService(each.heap()))));
            return true;
        } finally {
            exchange.unlock();
        }
    }

    /** Takes all services away, and closes what they stood for; what was handed out lives until it is closed. Closing twice counts once. */
    @Override
    public void close() {
        exchange.lock();
        try {
            ended = true;
        } finally {
            exchange.unlock();
        }
        watch.close();
        exchange.lock();
        try {
            closeAll();
        } finally {
            exchange.unlock();
        }
    }

    private void closeAll() {
        while (!services.isEmpty()) {
            withdraw(services.pop().service());
        }
        E ofMachine = emulated;
        KernelExporter ofKernel = kernel;
        emulated = null;
        kernel = null;
        if (ofMachine != null) {
            emulation.close(ofMachine);
        }
        if (ofKernel != null) {
            ofKernel.close();
        }
    }

    private static void withdraw(ServiceRegistration<Exporter> service) {
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework did, with the bundle.
            return;
        }
    }
}
