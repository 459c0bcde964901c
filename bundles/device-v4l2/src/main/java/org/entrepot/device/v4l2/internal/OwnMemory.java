package org.entrepot.device.v4l2.internal;

import java.util.OptionalInt;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.KernelExporter.Offer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.PageFrames;

/**
 * What is known of the memory that a driver makes itself. It is the kind that its driver takes: a driver that was found to take
 * one run only makes one run, for both are the same helper of the kernel's.
 *
 * @param queue for which it makes memory
 * @param oneRun whether it was found to take one run only
 * @param addressBits of the mask for what it makes, if it drives such addresses itself and the kernel tells
 */
record OwnMemory(Queue queue, boolean oneRun, OptionalInt addressBits) {
    /** Beyond every other heap: what a device needs for itself is given to others last. */
    private static final int LAST = 1_000;

    /**
     * The memory as a heap of the device's name.
     *
     * @param bytes at most
     * @throws EntrepotException if the driver makes none that others can have
     */
    KernelExporter heap(VideoIdentity device, long bytes) {
        KernelHeap heap = device.devices().memory(device.node(), queue);
        tryOut(heap, picture(device));
        return new KernelExporter(
                new HeapDescription(device.name(), "video", device.description().provenance()),
                heap,
                new Offer(
                        oneRun ? Contiguity.ONE_RUN : Contiguity.SCATTERED,
                        highestAddress(heap.highestAddress()),
                        Supply.SCARCE,
                        LAST),
                bytes);
    }

    private long highestAddress(long ofMachine) {
        boolean limited = oneRun && addressBits.isPresent() && addressBits.getAsInt() < Long.SIZE;
        long limit = limited ? (1L << addressBits.getAsInt()) - 1 : -1;
        return Long.compareUnsigned(limit, ofMachine) < 0 ? limit : ofMachine;
    }

    /** The bytes that its queue needs for a picture as it is set now. */
    private long picture(VideoIdentity device) {
        try (VideoDevice video = device.open()) {
            return video.format(queue).bytes();
        }
    }

    /** Whether it can be done is seen by doing it. Who streams now may be done when memory is wanted. */
    private static void tryOut(KernelHeap heap, long picture) {
        long bytes = Math.max(PageFrames.PAGE_SIZE, picture + PageFrames.PAGE_SIZE - 1 & -PageFrames.PAGE_SIZE);
        try {
            heap.allocate("entrepot-probe", bytes).close();
        } catch (EntrepotException e) {
            if (e.reason() != Reason.BUSY) {
                throw e;
            }
        }
    }
}
