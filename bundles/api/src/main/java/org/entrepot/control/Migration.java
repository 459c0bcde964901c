package org.entrepot.control;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Buffers on their way to other memory. It goes on whether or not anybody looks. */
@ProviderType
public interface Migration {
    /** How far it has come. */
    MigrationStatus status();

    /**
     * Waits for the end.
     *
     * @param longest how long to wait
     * @return whether it ended; an interrupt ends the wait and stays set
     */
    boolean await(Duration longest);

    /**
     * Moves nothing more: what has moved stays there, what has not stays where it is. A buffer whose contents are being copied
     * moves all the same. Returns at once; cancelling twice counts once.
     */
    void cancel();
}
