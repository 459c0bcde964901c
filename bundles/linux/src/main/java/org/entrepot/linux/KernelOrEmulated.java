package org.entrepot.linux;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.HeapDescription;

/**
 * Which heaps one configuration makes: the kernel's, an emulated one, or both side by side. Devices of the emulated machine cannot
 * reach the kernel's memory, so an emulated heap stays for them under a name of its own.
 *
 * @param kernel the kernel's heap under the configured name, if it serves
 * @param emulated the emulated heap, if it serves
 */
public record KernelOrEmulated(Optional<KernelExporter> kernel, Optional<Emulated> emulated) {
    /** What follows the name of an emulated heap that stands beside the kernel's. */
    public static final String BESIDE = "-emulated";

    /**
     * An emulated heap.
     *
     * @param name under which it serves
     * @param reason why it is emulated, for people
     */
    public record Emulated(String name, String reason) {}

    /**
     * What a configuration says.
     *
     * @param pid the configuration's name, for messages
     * @param policy {@code auto}: the kernel's heap where it is here, and the emulated one; {@code only}: the kernel's or none;
     *     {@code never}: the emulated one
     * @param name the heap's
     * @param technology one word
     * @param nodes names of the kernel's heap, the preferred first
     * @param contiguity of the kernel's memory
     * @param quota the most bytes of the kernel's; 0 for all it has
     */
    public record Wanted(
            String pid,
            String policy,
            String name,
            String technology,
            List<String> nodes,
            Contiguity contiguity,
            long quota) {}

    /**
     * Looks for the kernel's heap, and decides.
     *
     * @param kernel that opens it
     * @throws IllegalArgumentException if the policy is none
     * @throws EntrepotException as {@link KernelHeaps#open} if the kernel's heap is demanded
     */
    public static KernelOrEmulated of(KernelHeaps kernel, Wanted wanted) {
        return switch (wanted.policy()) {
            case "auto" -> either(kernel, wanted);
            case "only" -> new KernelOrEmulated(Optional.of(opened(kernel, wanted)), Optional.empty());
            case "never" -> emulated(wanted, "kernel.heap=never is configured");
            default ->
                throw new IllegalArgumentException("a value of " + wanted.pid() + " keeps its rule: kernel.heap="
                        + wanted.policy() + "; set auto, only or never");
        };
    }

    private static KernelOrEmulated either(KernelHeaps kernel, Wanted wanted) {
        try {
            KernelExporter exporter = opened(kernel, wanted);
            String reason = "beside " + wanted.name() + ", which is the kernel's, for devices of the emulated machine";
            return new KernelOrEmulated(
                    Optional.of(exporter), Optional.of(new Emulated(wanted.name() + BESIDE, reason)));
        } catch (EntrepotException e) {
            return emulated(wanted, e.reason() == Reason.UNKNOWN ? absent(wanted) : String.valueOf(e.getMessage()));
        }
    }

    private static String absent(Wanted wanted) {
        return "/dev/dma_heap/" + String.join("|", wanted.nodes()) + " is not here";
    }

    private static KernelOrEmulated emulated(Wanted wanted, String reason) {
        return new KernelOrEmulated(Optional.empty(), Optional.of(new Emulated(wanted.name(), reason)));
    }

    private static KernelExporter opened(KernelHeaps kernel, Wanted wanted) {
        KernelHeap heap = kernel.open(wanted.nodes());
        Provenance provenance = Provenance.real(heap.node() + ", by descriptor for drivers of the kernel");
        return new KernelExporter(
                new HeapDescription(wanted.name(), wanted.technology(), provenance),
                heap,
                wanted.contiguity(),
                wanted.quota());
    }
}
