package org.entrepot.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.exporter.carveout.internal.CarveoutHeap;
import org.entrepot.exporter.carveout.internal.CarveoutHeapConfig;
import org.entrepot.exporter.cma.internal.CmaHeap;
import org.entrepot.exporter.cma.internal.CmaHeapConfig;
import org.entrepot.exporter.system.internal.SystemHeap;
import org.entrepot.exporter.system.internal.SystemHeapConfig;
import org.entrepot.linux.KernelOrEmulated;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.DmaBufs;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.linux.internal.GuestVfio;
import org.entrepot.spi.Exporter;
import org.opentest4j.TestAbortedException;
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

    /** The kernel's heap of contiguous memory; the test is skipped where it has none. */
    public static Exporter contiguousHeap() {
        Wanted wanted =
                new Wanted("lab", "only", "cma", "cma", List.of(GuestHeaps.contiguous()), Contiguity.ONE_RUN, 0);
        return KernelOrEmulated.of(GuestHeaps.open(), wanted).kernel().orElseThrow();
    }

    /** Huge pages; the test is skipped where none is free. */
    public static Exporter hugePages() {
        assumeTrue(GuestVfio.files().hugePages().free() > 0, "the guest has no huge page left");
        return new CmaHeap(
                Proxies.configured(CmaHeapConfig.class, Map.of("backing", "hugetlb")),
                new Emulated("huge", "for the lab"),
                machine(),
                GuestVfio.files(),
                SILENT);
    }

    /** Memory files on a machine that makes no DMA-BUFs of them. */
    public static Exporter plainFiles() {
        MemoryFiles files = GuestVfio.files();
        MemoryFiles plain = Proxies.of(MemoryFiles.class, (method, arguments) -> switch (method) {
            case "dmaBufs" -> new DmaBufs(0, "for the lab");
            case "byAddress" -> files.byAddress();
            case "form" -> files.form();
            default -> throw new UnsupportedOperationException(method);
        });
        return new SystemHeap(
                Proxies.configured(SystemHeapConfig.class, Map.of()),
                new Emulated("plain", "for the lab"),
                machine(),
                plain);
    }

    /** The range that was kept from the kernel; the test is skipped where none was. */
    public static MemoryRegion carveOutRegion(long bytes) {
        try {
            return GuestVfio.ranges().open(Path.of("/dev/mem"), CARVE_OUT, bytes);
        } catch (EntrepotException e) {
            throw new TestAbortedException("no carve-out was made at boot: " + e.getMessage(), e);
        }
    }

    /** A range that was kept from the kernel; the test is skipped where none was. */
    public static Exporter carveOut() {
        Map<String, Object> values = Map.of("region_bytes", 2L << 20, "device", "/dev/mem", "device_offset", CARVE_OUT);
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
