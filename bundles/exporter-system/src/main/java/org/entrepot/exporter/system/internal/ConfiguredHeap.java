package org.entrepot.exporter.system.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelHeaps;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.ConfiguredNumber;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The heaps of one configuration: the kernel's, the emulated one, or both. It registers them itself, since what there is shows only
 * when it is looked for.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = SystemHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=system")
@Designate(ocd = SystemHeapConfig.class, factory = true)
public final class ConfiguredHeap {
    private final BundleContext context;
    private final Map<String, Object> properties;
    private @Nullable KernelExporter kernel;
    private @Nullable SystemHeap emulated;
    private @Nullable ServiceRegistration<Exporter> ofKernel;
    private @Nullable ServiceRegistration<Exporter> ofEmulated;

    /** Opens what the configuration asks for; says in the log why not where it cannot be had. */
    @Activate
    public ConfiguredHeap(
            SystemHeapConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference KernelHeaps kernels,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.context = context;
        this.properties = properties;
        try {
            open(KernelOrEmulated.of(kernels, wanted(config)), config, machine, files);
            log.info("Heap {} serves: {}", config.entrepot_exporter(), words());
        } catch (IllegalArgumentException | EntrepotException e) {
            deactivate();
            log.error("Heap {} is not here: {}", config.entrepot_exporter(), e.getMessage());
        }
    }

    private void open(KernelOrEmulated choice, SystemHeapConfig config, PageFrames machine, MemoryFiles files) {
        kernel = choice.kernel().orElse(null);
        if (choice.emulated().isPresent()) {
            Emulated here = choice.emulated().get();
            emulated = new SystemHeap(config, here, machine, files);
            ofEmulated = registered(emulated);
        }
        ofKernel = kernel == null ? null : registered(kernel);
    }

    private String words() {
        return (kernel == null ? "" : kernel.description().provenance().reason() + "; ")
                + (emulated == null
                        ? ""
                        : "emulated: " + emulated.description().provenance().reason());
    }

    /** The kernel's heap that a configuration means. */
    static KernelOrEmulated.Wanted wanted(SystemHeapConfig config) {
        return new KernelOrEmulated.Wanted(
                SystemHeapConfig.PID,
                config.kernel_heap(),
                config.entrepot_exporter(),
                "system",
                List.of("system"),
                Contiguity.SCATTERED,
                ConfiguredNumber.between(SystemHeapConfig.PID, "quota.bytes", 0, Long.MAX_VALUE)
                        .read(config::quota_bytes));
    }

    /** What operators and the engine go by; the component's own numbers are nobody's business. */
    private ServiceRegistration<Exporter> registered(Exporter heap) {
        Map<String, Object> kept = new HashMap<>(properties);
        kept.keySet().removeIf(key -> key.startsWith("component."));
        kept.put(Exporter.NAME_PROPERTY, heap.description().name());
        return context.registerService(Exporter.class, heap, FrameworkUtil.asDictionary(kept));
    }

    /** Keeps nothing any more; what was handed out lives until it is closed. */
    @Deactivate
    void deactivate() {
        if (ofKernel != null) {
            ofKernel.unregister();
        }
        if (ofEmulated != null) {
            ofEmulated.unregister();
        }
        if (emulated != null) {
            emulated.deactivate();
        }
        if (kernel != null) {
            kernel.close();
        }
    }
}
