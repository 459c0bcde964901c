package org.entrepot.device.v4l2.internal;

import java.util.Collections;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Finds whether a driver takes scattered memory, which V4L2 has no call to ask: a buffer is queued whose pages are the same few again and
 * again, so that it is in no two places one run, whatever the kernel's allocator gives. A driver that takes one run only refuses
 * it. No picture is taken: the queue is not started, and its buffers go at once ({@code docs/decisions}, 0012).
 */
final class ContiguityProbe {
    private static final int PAGE = 4096;
    /** As many parts as udmabuf takes of one DMA-BUF, if its {@code list_limit} is the usual one. */
    private static final int MOST_PARTS = 1024;

    private ContiguityProbe() {}

    /**
     * Which memory a driver takes.
     *
     * @param contiguity what is known
     * @param words how, for people
     */
    record Answer(Contiguity contiguity, String words) {}

    /** What is known of the memory that a driver takes. */
    enum Contiguity {
        /** Any will do. */
        SCATTERED,
        /** One run of addresses. */
        ONE_RUN,
        /** It could not be found out: one run suits every driver. */
        UNKNOWN
    }

    /**
     * Asks a driver. What else uses the device is not disturbed: where another program has its buffers nothing is found.
     *
     * @param device whose queue has a format
     */
    static Answer ask(VideoDevice device, Queue queue, MemoryFiles files) {
        try {
            return asked(
                    device,
                    queue,
                    files,
                    Math.max(2 * PAGE, device.format(queue).bytes()));
        } catch (EntrepotException e) {
            return unknown(e.getMessage());
        }
    }

    private static Answer asked(VideoDevice device, Queue queue, MemoryFiles files, long wanted) {
        long bytes = (wanted + PAGE - 1) & -PAGE;
        if (bytes > files.dmaBufs().largest()) {
            return unknown("no DMA-BUF of " + bytes + " bytes to ask with, "
                    + files.dmaBufs().reason());
        }
        long part = (bytes / PAGE + MOST_PARTS - 1) / MOST_PARTS * PAGE;
        int parts = Math.toIntExact((bytes + part - 1) / part);
        try (MemoryFile file = files.create("entrepot-probe", part)) {
            List<Part> again = Collections.nCopies(
                    Math.max(2, parts), new Part(file.descriptor().orElseThrow(), 0, part));
            try (DmaBufFile scattered = files.dmaBuf("entrepot-probe", again)) {
                return offered(device, queue, scattered, queue == Queue.OUTPUT ? wanted : 0);
            }
        }
    }

    private static Answer offered(VideoDevice device, Queue queue, DmaBufFile scattered, long used) {
        device.request(queue, 1);
        try {
            return device.tryQueue(queue, 0, scattered.descriptor().orElseThrow(), scattered.size(), used)
                    ? new Answer(Contiguity.SCATTERED, "its driver takes scattered memory, as a probe found")
                    : new Answer(Contiguity.ONE_RUN, "its driver takes one run of memory only, as a probe found");
        } finally {
            device.stop(queue);
            device.request(queue, 0);
        }
    }

    private static Answer unknown(@Nullable String why) {
        return new Answer(Contiguity.UNKNOWN, "whether its driver takes scattered memory is unknown: " + why);
    }
}
