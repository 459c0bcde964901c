package org.entrepot.exporter.cma.internal;

import java.lang.reflect.Proxy;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.BeforeAll;

/** The rules for a heap, held against the kernel's own. */
@Shows(Feature.CMA_HEAP)
class CmaKernelHeapRulesInGuest extends ExporterContract {
    private static final long QUOTA = 16L << 20;

    @BeforeAll
    static void needTheHeap() {
        GuestHeaps.contiguous();
    }

    @Override
    protected Exporter open() {
        Wanted configured = ConfiguredHeap.wanted(config());
        Wanted small = new Wanted(
                configured.pid(),
                "only",
                configured.name(),
                configured.technology(),
                configured.nodes(),
                configured.contiguity(),
                QUOTA);
        return KernelOrEmulated.of(GuestHeaps.open(), small).kernel().orElseThrow();
    }

    @Override
    protected void leave(Exporter heap) {
        ((KernelExporter) heap).close();
    }

    private static CmaHeapConfig config() {
        return (CmaHeapConfig) Proxy.newProxyInstance(
                CmaHeapConfig.class.getClassLoader(),
                new Class<?>[] {CmaHeapConfig.class},
                (proxy, key, arguments) -> key.getDefaultValue());
    }
}
