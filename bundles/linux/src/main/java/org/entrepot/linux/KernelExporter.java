package org.entrepot.linux;

import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapMeter;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;

/**
 * Hands a kernel's heap out. What is promised is what the kernel promises: memory by descriptor, coherent in brackets. It tells nobody
 * where such memory is, so nothing is promised about places: scattered memory counts as a run for each page.
 */
public final class KernelExporter implements Exporter {
    private static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private final HeapDescription description;
    private final KernelHeap heap;
    private final Capabilities capabilities;
    private final long quota;
    private final HeapMeter meter = new HeapMeter();

    /**
     * What is known of a heap's memory, and how willingly it is given.
     *
     * @param contiguity of its memory: {@link Contiguity#ONE_RUN} or {@link Contiguity#SCATTERED}
     * @param highestAddress that its memory may have, unsigned
     * @param supply how willingly it is given
     * @param cost compared with other memory of the same supply
     */
    public record Offer(Contiguity contiguity, long highestAddress, Supply supply, int cost) {}

    /**
     * Takes a heap over.
     *
     * @param description who it is
     * @param heap the exporter's from now on; {@link #close} closes it
     * @param contiguity of its memory: {@link Contiguity#ONE_RUN}, which is scarce, or {@link Contiguity#SCATTERED}
     * @param quota the most bytes to hand out; 0 for the heap's capacity
     */
    public KernelExporter(HeapDescription description, KernelHeap heap, Contiguity contiguity, long quota) {
        this(
                description,
                heap,
                new Offer(
                        contiguity,
                        heap.highestAddress(),
                        contiguity == Contiguity.ONE_RUN ? Supply.SCARCE : Supply.PLENTY,
                        0),
                quota);
    }

    /**
     * Takes a heap over of which more is known.
     *
     * @param description who it is
     * @param heap the exporter's from now on; {@link #close} closes it
     * @param offer what its memory is
     * @param quota the most bytes to hand out; 0 for the heap's capacity
     */
    public KernelExporter(HeapDescription description, KernelHeap heap, Offer offer, long quota) {
        this.description = description;
        this.heap = heap;
        this.quota = quota == 0 ? heap.capacity() : quota;
        this.capabilities = Capabilities.between(0, offer.highestAddress())
                .contiguity(offer.contiguity())
                .supply(offer.supply())
                .cost(offer.cost())
                .coherencyDomain(CoherencyDomain.RAM)
                .largestSize(Math.max(PageFrames.PAGE_SIZE, Math.min(this.quota, LARGEST) & -PageFrames.PAGE_SIZE))
                .mappingTypes(MappingType.FD)
                .build();
    }

    @Override
    public HeapDescription description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public int expectedRuns(long bytes) {
        return isOneRun() ? 1 : (int) Math.min(Integer.MAX_VALUE, bytes >> PageFrames.PAGE_SHIFT);
    }

    private boolean isOneRun() {
        return capabilities.contiguity() == Contiguity.ONE_RUN;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        checkPlace(request);
        long bytes = request.bytes();
        if (!meter.tryTake(bytes, quota)) {
            meter.exhausted();
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "a heap has room: heap=" + description.name() + " is exhausted, wanted=" + bytes + " used="
                            + meter.used() + " quota=" + quota + "; release buffers, or raise quota.bytes");
        }
        try {
            return new KernelMemory(heap.allocate(request.name(), bytes), () -> meter.give(bytes));
        } catch (EntrepotException e) {
            meter.give(bytes);
            throw counted(e, bytes);
        } catch (RuntimeException e) {
            meter.give(bytes);
            throw e;
        }
    }

    /** Where the memory will be only the kernel knows: what cannot be promised is refused. */
    private void checkPlace(MemoryRequest request) {
        Constraints wanted = request.constraints();
        if (PageFrames.PAGE_SIZE % wanted.addressAlignment() != 0) {
            throw refusal(
                    Constraint.ADDRESS_ALIGNMENT,
                    "multiples of " + wanted.addressAlignment(),
                    "multiples of " + PageFrames.PAGE_SIZE);
        }
        if (!wanted.reaches(capabilities.lowestAddress(), capabilities.highestAddress())) {
            throw refusal(Constraint.ADDRESS_BITS, wanted.reach(), "anywhere in the machine's memory");
        }
        if (expectedRuns(request.bytes()) > wanted.maxSegments()) {
            throw refusal(
                    Constraint.MAX_SEGMENTS,
                    "at most " + wanted.maxSegments(),
                    "up to " + expectedRuns(request.bytes()) + " runs");
        }
    }

    private EntrepotException refusal(Constraint constraint, String wanted, String offered) {
        return new EntrepotException(
                Reason.REFUSED,
                "memory keeps the " + constraint.words() + " of the request: heap=" + description.name() + " wanted="
                        + wanted + " offered=" + offered + "; use another heap");
    }

    private EntrepotException counted(EntrepotException refusal, long bytes) {
        if (refusal.reason() != Reason.OUT_OF_MEMORY) {
            return refusal;
        }
        if (isOneRun() && heap.free() >= bytes) {
            meter.fragmented();
            return new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "a heap has room: heap=" + description.name() + " is fragmented, wanted=" + bytes + " free="
                            + heap.free() + "; release buffers, or give the kernel more by cma=",
                    refusal);
        }
        meter.exhausted();
        return refusal;
    }

    /** The largest run is as much as may be handed out: where free memory is the kernel does not tell. */
    @Override
    public HeapUsage usage() {
        return meter.usage(quota, Math.max(0, quota - meter.used()));
    }

    /** Closes the heap; its memory stays. */
    public void close() {
        heap.close();
    }
}
