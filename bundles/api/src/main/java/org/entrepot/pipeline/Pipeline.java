package org.entrepot.pipeline;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs one pipeline at a time: camera → rotator → encoder and display. Frames travel in pooled buffers that the devices share;
 * the CPU copies none of them from device to device.
 */
@ProviderType
public interface Pipeline {
    /**
     * Starts a run and returns at once.
     *
     * @param settings what to run
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if a run is going on, with {@link
     *     org.entrepot.api.Reason#UNKNOWN} if a device is not there, or as the devices' own {@code open} (nothing is left
     *     running)
     */
    void start(PipelineSettings settings);

    /** How the current run stands, or how the last one ended; {@link PipelineReport.State#IDLE} if there was none. */
    PipelineReport report();

    /**
     * Stops the run after the frames in flight and waits for its end. Without a run it does nothing.
     *
     * @return how it ended
     */
    PipelineReport stop();
}
