package org.entrepot.exporter.cma.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelHeaps;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The heaps of one configuration: the kernel's, the emulated one, or both. It registers them itself: a component that registered it would, once its first
 * configuration was impossible, never be asked again when that is corrected, because a corrected configuration only modifies it.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = CmaHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=cma")
@Designate(ocd = CmaHeapConfig.class, factory = true)
public final class ConfiguredHeap {
    private final PageFrames machine;
    private final MemoryFiles files;
    private final Logger log;
    private final BundleContext context;
    private final KernelHeaps kernels;
    private @Nullable KernelExporter kernel;
    private @Nullable CmaHeap heap;
    private @Nullable ServiceRegistration<Exporter> ofKernel;
    private @Nullable ServiceRegistration<Exporter> registration;

    /** Opens the heap if the configuration is possible; says in the log why not otherwise, and waits for another. */
    @Activate
    public ConfiguredHeap(
            CmaHeapConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference KernelHeaps kernels,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.machine = machine;
        this.files = files;
        this.kernels = kernels;
        this.log = log;
        this.context = context;
        open(config, properties);
    }

    @Modified
    void modified(CmaHeapConfig config, Map<String, Object> properties) {
        if (kernel == null && heap == null) {
            open(config, properties);
            return;
        }
        if (heap != null) {
            heap.modified(config);
        }
        tell(registration, heap, properties);
        tell(ofKernel, kernel, properties);
    }

    private static void tell(
            @Nullable ServiceRegistration<Exporter> told, @Nullable Exporter of, Map<String, Object> properties) {
        if (told != null && of != null) {
            told.setProperties(FrameworkUtil.asDictionary(ofService(of, properties)));
        }
    }

    private void open(CmaHeapConfig config, Map<String, Object> properties) {
        try {
            KernelOrEmulated choice = KernelOrEmulated.of(kernels, wanted(config));
            kernel = choice.kernel().orElse(null);
            if (choice.emulated().isPresent()) {
                CmaHeap opened = new CmaHeap(config, choice.emulated().get(), machine, files, log);
                heap = opened;
                registration = registered(opened, properties);
            }
            ofKernel = kernel == null ? null : registered(kernel, properties);
            log.info("Heap {} serves: {}", config.entrepot_exporter(), words());
        } catch (IllegalArgumentException | EntrepotException e) {
            deactivate();
            log.error("Heap {} is not here: {}", config.entrepot_exporter(), e.getMessage());
        }
    }

    private String words() {
        return (kernel == null ? "" : kernel.description().provenance().reason() + "; ")
                + (heap == null ? "" : heap.description().provenance().reason());
    }

    /** The kernel's heap that a configuration means: kernels do not agree on its name. */
    static KernelOrEmulated.Wanted wanted(CmaHeapConfig config) {
        return new KernelOrEmulated.Wanted(
                CmaHeapConfig.PID,
                config.kernel_heap(),
                config.entrepot_exporter(),
                "cma",
                List.of("default_cma_region", "reserved", "linux", "linux,cma", "cma"),
                Contiguity.ONE_RUN,
                0);
    }

    private ServiceRegistration<Exporter> registered(Exporter of, Map<String, Object> properties) {
        return context.registerService(Exporter.class, of, FrameworkUtil.asDictionary(ofService(of, properties)));
    }

    /** What operators and the engine go by; the component's own numbers are nobody's business. */
    private static Map<String, Object> ofService(Exporter heap, Map<String, Object> properties) {
        Map<String, Object> kept = new HashMap<>(properties);
        kept.keySet().removeIf(key -> key.startsWith("component."));
        // A heap keeps its name, whatever a later configuration says.
        kept.put(Exporter.NAME_PROPERTY, heap.description().name());
        return kept;
    }

    @Deactivate
    void deactivate() {
        if (ofKernel != null) {
            ofKernel.unregister();
            ofKernel = null;
        }
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (heap != null) {
            heap.deactivate();
            heap = null;
        }
        if (kernel != null) {
            kernel.close();
            kernel = null;
        }
    }
}
