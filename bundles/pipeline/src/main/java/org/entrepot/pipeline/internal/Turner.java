package org.entrepot.pipeline.internal;

import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.PipelineSettings;

/** Brings a captured frame to its two ends: turned by the rotator, once for each, or as it is where the memory shows it turned. */
final class Turner {
    private final PipelineSettings settings;
    private final Equipment equipment;
    private final Progress progress;

    Turner(PipelineSettings settings, Equipment equipment, Progress progress) {
        this.settings = settings;
        this.equipment = equipment;
        this.progress = progress;
    }

    /** Sends a frame to both ends; the frame stays the caller's. */
    void deliver(Frame frame, Conveyor<Queued> toEncode, Conveyor<Queued> toShow) throws InterruptedException {
        Ways ways = equipment.ways();
        if (ways.isStraight(frame.stage())) {
            toEncode.send(forEncoder(frame.share()));
            toShow.send(forDisplay(frame.share()));
            progress.viewed();
        } else {
            Frame encoded = turned(frame, ways.toEncoder());
            long moved = moved(frame, encoded);
            toEncode.send(forEncoder(encoded));
            Frame shown = turned(frame, ways.toDisplay());
            moved += moved(frame, shown);
            toShow.send(forDisplay(shown));
            progress.turned(moved);
        }
    }

    private Queued forEncoder(Frame frame) {
        return Queued.reading(frame, settings.encoder());
    }

    private Queued forDisplay(Frame frame) {
        return Queued.reading(frame, settings.display());
    }

    private Frame turned(Frame frame, Stage to) {
        Frame target = equipment.lending().lend(() -> to, frame.ticket());
        try {
            return frame.mapped(
                    settings.rotator(),
                    Direction.TO_DEVICE,
                    (read, readLayout) ->
                            target.mapped(settings.rotator(), Direction.FROM_DEVICE, (written, writtenLayout) -> {
                                equipment
                                        .rotator()
                                        .transform(
                                                new TransformDevice.Frame(read, readLayout),
                                                new TransformDevice.Frame(written, writtenLayout),
                                                settings.rotation());
                                return target;
                            }));
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static long moved(Frame read, Frame written) {
        return bytes(Stage.layout(read.buffer())) + bytes(Stage.layout(written.buffer()));
    }

    private static long bytes(ImageLayout layout) {
        return Requests.visible(layout.format(), layout.width(), layout.height());
    }
}
