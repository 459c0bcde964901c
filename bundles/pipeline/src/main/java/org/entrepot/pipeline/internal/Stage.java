package org.entrepot.pipeline.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Zeroing;

/** The buffers between two devices: lent, mapped for either, and counted. */
final class Stage implements AutoCloseable {
    static final int CAPACITY = 4;

    private final Allocator allocator;
    private final AllocationRequest request;
    private final BufferPool pool;
    private final StageTally tally;

    /**
     * Opens a stage.
     *
     * @param request what its buffers are for: the first device writes, the others read
     */
    Stage(Allocator allocator, AllocationRequest request) {
        this.allocator = allocator;
        this.request = request;
        this.pool = allocator.pool(request, CAPACITY, Zeroing.WHEN_FRESH);
        List<String> devices = request.devices();
        this.tally = new StageTally(
                devices.get(0) + " → " + String.join(", ", devices.subList(1, devices.size())), CAPACITY);
    }

    StageTally tally() {
        return tally;
    }

    AllocationRequest request() {
        return request;
    }

    /** How the allocator would decide now. */
    Explanation explain() {
        return allocator.explain(request);
    }

    /** Notes that a heap is asked for, and why it cannot serve, if so. */
    void ask(String heap) {
        Explanation now = explain();
        Optional<String> preferred = now.chosen()
                .filter(chosen -> !chosen.exporter().equals(heap))
                .map(chosen -> "preference: " + chosen.exporter() + " is preferred by the operator's policy");
        tally.ask(heap, refusal(now, heap).or(() -> preferred));
    }

    /** Why a heap cannot serve, by the decisive constraint; empty if it can. */
    static Optional<String> refusal(Explanation explanation, String heap) {
        Optional<Verdict> verdict = explanation.verdicts().stream()
                .filter(one -> one.exporter().equals(heap))
                .findFirst();
        return verdict.isEmpty()
                ? Optional.of("state: request wants a heap in service, offered none of this name")
                : verdict.get().refusals().stream().findFirst().map(Refusal::toString);
    }

    /** Whether another exporter than the one in use could serve the stage now. */
    boolean couldMove() {
        return explain().verdicts().stream()
                .anyMatch(verdict -> verdict.outcome() != Outcome.REFUSED
                        && !verdict.exporter().equals(tally.exporter()));
    }

    /** A buffer if one is free now. */
    Optional<DmaBuf> tryAcquire() {
        return pool.tryAcquire();
    }

    /** A buffer, waiting for one. */
    DmaBuf acquire(Duration longest) {
        return pool.acquire(longest);
    }

    /** The layout of a buffer as it lies in memory. */
    static ImageLayout layout(DmaBuf buffer) {
        return (ImageLayout) buffer.layout();
    }

    /** Work that a device does with its own addresses. */
    interface Work<T> {
        T with(DeviceMapping mapping, ImageLayout layout);
    }

    /**
     * A buffer that is mapped for a device, which sees the picture as the request says for it.
     *
     * @param attachment of the device
     * @param mapping of the buffer
     */
    record Mapped(Attachment attachment, DeviceMapping mapping) implements AutoCloseable {
        /** Lets the device work. */
        <T> T worked(Work<T> work) {
            return work.with(mapping, (ImageLayout) attachment.layout());
        }

        @Override
        public void close() {
            try {
                mapping.close();
            } finally {
                attachment.close();
            }
        }
    }

    /** Maps a buffer for a device. */
    Mapped map(DmaBuf buffer, String device, Direction direction) {
        Attachment attachment = buffer.attach(device);
        try {
            return mapped(attachment, attachment.map(direction));
        } catch (RuntimeException e) {
            attachment.close();
            throw e;
        }
    }

    private Mapped mapped(Attachment attachment, DeviceMapping mapping) {
        try {
            tally.mapped(attachment, mapping);
            return new Mapped(attachment, mapping);
        } catch (RuntimeException e) {
            // Its owner's bundle may have stopped meanwhile: a mapping that is revoked has no segments.
            mapping.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
