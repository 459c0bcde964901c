package org.entrepot.pipeline;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs one pipeline at a time: camera → rotator → encoder and display, or without a rotator where the memory shows the picture
 * turned. Frames travel in pooled buffers that the devices share; the CPU copies none of them from device to device.
 */
@ProviderType
public interface Pipeline {
    /** The tag of a run's requests: rules of the policy that name it concern the pipeline and nobody else. */
    String TAG = "pipeline";

    /**
     * Starts a run and returns at once. A heap that is asked for is preferred by rules about {@link #TAG} that are held until the
     * run has ended, however it ends; requests of others are not concerned.
     *
     * @param settings what to run
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if a run is going on, with {@link
     *     org.entrepot.api.Reason#UNKNOWN} if a device or a heap is not there, with {@link org.entrepot.api.Reason#REFUSED} if
     *     a heap that is asked for serves no stage or does not show the picture turned as is wished, or as the devices' own
     *     {@code open} (nothing is left running)
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
