package org.entrepot.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;

/**
 * How a run stands or ended. A snapshot.
 *
 * @param state whether it runs, and how it ended
 * @param source what is captured, for people; empty before the first run
 * @param devices who takes part, in the order that the frames take
 * @param counts frames, bytes and time
 * @param stages one for each buffer on the way, in the order the frames take
 * @param swaps the exchanges of a backend that the frames lived through, in order
 * @param wishes what became of each heap that was asked for, stage by stage, in order; empty if none was
 * @param turning who turned the frames, and what that moved
 * @param video the file the encoder writes, if any
 * @param pictures files the display wrote
 * @param failure why the run failed, in one line; empty unless it failed
 */
public record PipelineReport(
        State state,
        String source,
        List<Device> devices,
        Counts counts,
        List<Stage> stages,
        List<Swap> swaps,
        List<Wish> wishes,
        Turning turning,
        Optional<Path> video,
        List<Path> pictures,
        Optional<String> failure) {
    /** Copies the lists. */
    public PipelineReport {
        devices = List.copyOf(devices);
        stages = List.copyOf(stages);
        swaps = List.copyOf(swaps);
        wishes = List.copyOf(wishes);
        pictures = List.copyOf(pictures);
    }

    /** Whether a run goes on. */
    public enum State {
        /** There was no run yet. */
        IDLE,
        /** It runs. */
        RUNNING,
        /** It ended by itself or was stopped. */
        FINISHED,
        /** A stage failed. */
        FAILED
    }

    /**
     * Who takes part.
     *
     * @param name of the device
     * @param provenance whether it is real, and where it is or why it is not
     */
    public record Device(String name, Provenance provenance) {}

    /**
     * Frames, bytes and time.
     *
     * @param wanted frames after which the run ends by itself; empty if it runs until stopped
     * @param captured frames the camera wrote
     * @param shown frames the display scanned out
     * @param encoded frames the encoder took
     * @param verified shown frames whose checksum was that of the captured frame, turned
     * @param inMemory those of them whose checksum is that of the memory which the display shows, because it cannot tell itself
     * @param lost frames that were due and did not reach both ends, or reached the display changed
     * @param copiedBytes bytes that the CPU may have written into the frames' buffers, as the buffers count them
     * @param elapsedNanos since the start, or from start to end
     * @param longestGapNanos the longest time between two shown frames
     */
    public record Counts(
            OptionalLong wanted,
            long captured,
            long shown,
            long encoded,
            long verified,
            long inMemory,
            long lost,
            long copiedBytes,
            long elapsedNanos,
            long longestGapNanos) {
        /** Shown frames a second over the whole run. */
        public double framesPerSecond() {
            return elapsedNanos == 0 ? 0 : shown * 1e9 / elapsedNanos;
        }
    }

    /**
     * The buffers between one stage and the next.
     *
     * @param name such as {@code camera0 → rotator0}
     * @param layout of the frames, for people
     * @param buffers how many buffers the pool had at most
     * @param exporters whose memory the frames were in, in the order of first use, with how many frames each
     * @param routes how each device mapped them
     */
    public record Stage(String name, String layout, int buffers, List<ExporterShare> exporters, List<Route> routes) {
        /** Copies the lists. */
        public Stage {
            exporters = List.copyOf(exporters);
            routes = List.copyOf(routes);
        }
    }

    /**
     * How many frames were in an exporter's memory.
     *
     * @param exporter its name
     * @param frames in it
     */
    public record ExporterShare(String exporter, long frames) {}

    /**
     * How a device mapped a stage's buffers last.
     *
     * @param device its name
     * @param mappingType on which memory and device agreed
     * @param mapper who maps
     * @param segments how many segments the device saw
     */
    public record Route(String device, MappingType mappingType, String mapper, int segments) {}

    /**
     * An exchange of a backend under a stage.
     *
     * @param stage its name
     * @param from the exporter before
     * @param to the exporter after
     * @param frame the first frame in the new memory
     * @param longestGapNanos the longest time between two shown frames that overlaps the swap: the time from when the last frame before
     *     got its buffer until the first in the new memory is shown. So far, until that is
     */
    public record Swap(String stage, String from, String to, long frame, long longestGapNanos) {}

    /**
     * What became of the wish that a stage be in a heap.
     *
     * @param heap that was asked for
     * @param stage its name
     * @param servedBy in whose memory the stage's frames were from then on; empty if none came
     * @param refusal why it was another's, in one line; empty if it was as asked
     */
    public record Wish(String heap, String stage, Optional<String> servedBy, Optional<String> refusal) {}

    /**
     * Who turned the frames, and what that moved. Bytes are those of visible pixels, read and written.
     *
     * @param degrees clockwise
     * @param byRotator frames that the rotator read and wrote anew, once for each end
     * @param byView frames that both ends saw turned where the camera wrote them
     * @param movedBytes what the rotator moved for the first
     * @param sparedBytes what it would have moved for the others
     */
    public record Turning(int degrees, long byRotator, long byView, long movedBytes, long sparedBytes) {}

    /**
     * Whether the run ended well: it finished, captured what was wanted, lost no frame, and every checksum held that a device
     * could tell.
     */
    public boolean isFlawless() {
        return state == State.FINISHED
                && counts.captured() > 0
                && counts.captured() >= counts.wanted().orElse(0)
                && counts.lost() == 0
                && counts.shown() == counts.captured()
                && counts.encoded() == counts.captured();
    }
}
