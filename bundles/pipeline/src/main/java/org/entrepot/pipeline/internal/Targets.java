package org.entrepot.pipeline.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.entrepot.pipeline.PipelineSettings;

/**
 * The buffers that the camera has before it is asked for their frames, as many as it wants ahead ({@link
 * org.entrepot.device.CaptureDevice.CaptureStream#ahead}) and are free: it fills the next while the last is looked at. For use by
 * one thread.
 */
final class Targets implements AutoCloseable {
    private final PipelineSettings settings;
    private final Equipment equipment;
    private final Progress progress;
    /** In the order in which the camera got them, and fills them. */
    private final Deque<Queued> handedOver = new ArrayDeque<>();

    Targets(PipelineSettings settings, Equipment equipment, Progress progress) {
        this.settings = settings;
        this.equipment = equipment;
        this.progress = progress;
    }

    /**
     * The target of the frame that is due, which the camera has, and with it those that follow.
     *
     * @param waits whether a buffer is waited for
     * @return nothing if none is free and none is waited for
     */
    Optional<Queued> next(boolean waits) {
        if (handedOver.isEmpty()) {
            Optional<Frame> due = waits
                    ? Optional.of(equipment.lending().lend(equipment.ways()::entrance, ticket()))
                    : equipment.lending().tryLend(equipment.ways()::entrance, ticket());
            due.ifPresent(this::handOver);
        }
        if (!handedOver.isEmpty()) {
            lookAhead();
        }
        return Optional.ofNullable(handedOver.poll());
    }

    /** Of a frame that is lent now: none is passed over while the camera has a target. */
    private Frame.Ticket ticket() {
        return new Frame.Ticket(progress.frames() + handedOver.size(), progress);
    }

    private void lookAhead() {
        while (handedOver.size() <= equipment.camera().ahead() && isMoreWanted()) {
            Optional<Frame> later = equipment.lending().lendIfAny(equipment.ways()::entrance, ticket());
            if (later.isEmpty()) {
                return;
            }
            handOver(later.get());
        }
    }

    private boolean isMoreWanted() {
        return settings.frames().isEmpty()
                || progress.frames() + handedOver.size() < settings.frames().getAsLong();
    }

    private void handOver(Frame frame) {
        Queued target = Queued.writing(frame, settings.camera());
        try {
            equipment.camera().prepare(target.mapped().mapping(), Stage.layout(frame.buffer()));
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
        handedOver.add(target);
    }

    /** Takes back what the camera has, the last first; all of it, also if that fails for one. */
    @Override
    public void close() {
        Queued last = handedOver.pollLast();
        if (last != null) {
            try {
                last.close();
            } finally {
                close();
            }
        }
    }
}
