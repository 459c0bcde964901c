package org.entrepot.exporter.system.internal;

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
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
public final class ConfiguredHeap implements ConfiguredHeaps.Emulation<SystemHeap> {
    private final SystemHeapConfig config;
    private final PageFrames machine;
    private final MemoryFiles files;
    private final @Nullable ConfiguredHeaps<SystemHeap> heaps;

    /** Opens what the configuration asks for; says in the log why not where it cannot be had. */
    @Activate
    public ConfiguredHeap(
            SystemHeapConfig config,
            Map<String, Object> properties,
            BundleContext context,
            @Reference PageFrames machine,
            @Reference MemoryFiles files,
            @Reference KernelHeaps kernels,
            @Reference NodeWatches watches,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.config = config;
        this.machine = machine;
        this.files = files;
        this.heaps = opened(new House(context, kernels, watches, log), properties);
    }

    private @Nullable ConfiguredHeaps<SystemHeap> opened(House house, Map<String, Object> properties) {
        try {
            return new ConfiguredHeaps<>(house, wanted(config), properties, this);
        } catch (IllegalArgumentException e) {
            house.log().error("Heap {} is not here: {}", config.entrepot_exporter(), e.getMessage());
            return null;
        }
    }

    @Override
    public SystemHeap open(Emulated who) {
        return new SystemHeap(config, who, machine, files);
    }

    @Override
    public void close(SystemHeap heap) {
        heap.deactivate();
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

    /** Keeps nothing any more; what was handed out lives until it is closed. */
    @Deactivate
    void deactivate() {
        if (heaps != null) {
            heaps.close();
        }
    }
}
