package org.entrepot.exporter.cma.internal;

import java.util.HashMap;
import java.util.Map;
import org.entrepot.api.EntrepotException;
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
 * The heap of one configuration. It registers the exporter itself: a component that registered it would, once its first
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
    private @Nullable CmaHeap heap;
    private @Nullable ServiceRegistration<Exporter> registration;

    /** Opens the heap if the configuration is possible; says in the log why not otherwise, and waits for another. */
    @Activate
    public ConfiguredHeap(
            CmaHeapConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.machine = machine;
        this.files = files;
        this.log = log;
        this.context = context;
        open(config, properties);
    }

    @Modified
    void modified(CmaHeapConfig config, Map<String, Object> properties) {
        CmaHeap open = heap;
        if (open == null) {
            open(config, properties);
        } else {
            open.modified(config);
            if (registration != null) {
                registration.setProperties(FrameworkUtil.asDictionary(ofService(open, properties)));
            }
        }
    }

    private void open(CmaHeapConfig config, Map<String, Object> properties) {
        try {
            CmaHeap opened = new CmaHeap(config, machine, files, log);
            heap = opened;
            registration = context.registerService(
                    Exporter.class, opened, FrameworkUtil.asDictionary(ofService(opened, properties)));
        } catch (IllegalArgumentException | EntrepotException e) {
            log.error("Heap {} is not here: {}", config.entrepot_exporter(), e.getMessage());
        }
    }

    /** What operators and the engine go by; the component's own numbers are nobody's business. */
    private static Map<String, Object> ofService(CmaHeap heap, Map<String, Object> properties) {
        Map<String, Object> kept = new HashMap<>(properties);
        kept.keySet().removeIf(key -> key.startsWith("component."));
        // A heap keeps its name, whatever a later configuration says.
        kept.put(Exporter.NAME_PROPERTY, heap.description().name());
        return kept;
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
        if (heap != null) {
            heap.deactivate();
        }
    }
}
