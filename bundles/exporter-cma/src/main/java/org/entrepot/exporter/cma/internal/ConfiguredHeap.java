package org.entrepot.exporter.cma.internal;

import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.linux.ConfiguredHeaps;
import org.entrepot.linux.ConfiguredHeaps.House;
import org.entrepot.linux.KernelHeaps;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.PageFrames;
import org.osgi.framework.BundleContext;
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
 * The heaps of one configuration: the kernel's, the emulated one, or both. It registers them itself: a component that registered
 * it would, once its first configuration was impossible, never be asked again when that is corrected, because a corrected
 * configuration only modifies it.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = CmaHeapConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Exporter.NAME_PROPERTY + "=cma")
@Designate(ocd = CmaHeapConfig.class, factory = true)
public final class ConfiguredHeap implements ConfiguredHeaps.Emulation<CmaHeap> {
    private final House house;
    private final PageFrames machine;
    private final MemoryFiles files;
    private volatile CmaHeapConfig config;
    private ConfiguredHeaps<CmaHeap> heaps;

    /** Opens the heap if the configuration is possible; says in the log why not otherwise, and waits for another. */
    @Activate
    public ConfiguredHeap(
            CmaHeapConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference KernelHeaps kernels,
            @Reference NodeWatches watches,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.house = new House(context, kernels, watches, log);
        this.machine = machine;
        this.files = files;
        this.config = config;
        this.heaps = new ConfiguredHeaps<>(house, wanted(config), properties, this);
    }

    @Modified
    void modified(CmaHeapConfig now, Map<String, Object> properties) {
        config = now;
        if (!heaps.modify(properties, heap -> heap.modified(now))) {
            heaps.close();
            heaps = new ConfiguredHeaps<>(house, wanted(now), properties, this);
        }
    }

    @Override
    public CmaHeap open(Emulated who) {
        return new CmaHeap(config, who, machine, files, house.log());
    }

    @Override
    public void close(CmaHeap heap) {
        heap.deactivate();
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

    @Deactivate
    void deactivate() {
        heaps.close();
    }
}
