package org.entrepot.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.exporter.carveout.internal.CarveoutHeap;
import org.entrepot.exporter.carveout.internal.CarveoutHeapConfig;
import org.entrepot.exporter.system.internal.SystemHeap;
import org.entrepot.exporter.system.internal.SystemHeapConfig;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.linux.internal.GuestVfio;
import org.entrepot.spi.Exporter;
import org.osgi.service.log.Logger;

/** Heaps of each kind, as the framework would make them in the guest. */
public final class LabMemory {
    /** Kept from the kernel when the guest boots. */
    public static final long CARVE_OUT = 0x3000_0000;

    private static final Logger SILENT = Proxies.of(Logger.class, (method, arguments) -> {
        System.out.println(method + " " + java.util.Arrays.deepToString(arguments));
        return null;
    });

    private LabMemory() {}

    /** Memory files. */
    public static Exporter files() {
        return new SystemHeap(
                Proxies.configured(SystemHeapConfig.class, Map.of()),
                new Emulated("system-emulated", "for the lab"),
                machine(),
                GuestVfio.files());
    }

    private static EmulatedMachine machine() {
        return new EmulatedMachine(Proxies.configured(MachineConfig.class, Map.of()), SILENT);
    }

    /** The kernel's heap of scattered memory. */
    public static Exporter systemHeap() {
        Need.device("/dev/dma_heap/system");
        Wanted wanted =
                new Wanted("lab", "only", "system", "system", List.of("system"), Contiguity.SCATTERED, 64L << 20);
        return KernelOrEmulated.of(GuestHeaps.open(), wanted).kernel().orElseThrow();
    }

    /** A range that was kept from the kernel; the test is skipped where none was. */
    public static Exporter carveOut() {
        Map<String, Object> values = Map.of("region_bytes", 1L << 20, "device", "/dev/mem", "device_offset", CARVE_OUT);
        CarveoutHeap heap = new CarveoutHeap(
                Proxies.configured(CarveoutHeapConfig.class, values),
                machine(),
                GuestVfio.files(),
                GuestVfio.ranges(),
                SILENT);
        assumeTrue(
                !heap.description().provenance().isEmulated(),
                heap.description().provenance()::reason);
        return heap;
    }
}
