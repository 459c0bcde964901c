package org.entrepot.emulation.internal.device;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.entrepot.api.DeviceMapping;
import org.jspecify.annotations.Nullable;

/**
 * What a display shows. It is scanned out until the next one is, so its mapping is in use for as long; when the display is asked to
 * let go of the buffer it unmaps it, and lives on what is on the screen. Who asks waits for no scan-out.
 */
final class FrontBuffer {
    private @Nullable DeviceMapping scanned;
    private @Nullable DeviceMapping shown;
    private boolean asked;

    /**
     * Scans out what is to be shown. Whoever mapped what was shown before unmaps it.
     *
     * @param next to show
     * @param scanOut gives the checksum; what it throws leaves what is shown as it was
     */
    long flip(DeviceMapping next, LongSupplier scanOut) {
        begin(next);
        boolean done = false;
        try {
            long checksum = scanOut.getAsLong();
            done = true;
            return checksum;
        } finally {
            end(next, done).ifPresent(DeviceMapping::close);
        }
    }

    private synchronized void begin(DeviceMapping next) {
        scanned = next;
        asked = false;
    }

    /** Answers what is to be unmapped, because somebody asked meanwhile. */
    private synchronized Optional<DeviceMapping> end(DeviceMapping next, boolean done) {
        scanned = null;
        if (done || shown == next) {
            shown = asked ? null : next;
        }
        return asked ? Optional.of(next) : Optional.empty();
    }

    /** Lets go of a buffer: now, or when it has been scanned out. */
    void revoke(long buffer) {
        release(buffer).ifPresent(DeviceMapping::close);
    }

    private synchronized Optional<DeviceMapping> release(long buffer) {
        asked |= scanned != null && scanned.buffer() == buffer;
        // What is shown may be scanned out once more just now: then it is let go of afterwards.
        Optional<DeviceMapping> front =
                Optional.ofNullable(shown).filter(mapping -> mapping.buffer() == buffer && mapping != scanned);
        front.ifPresent(mapping -> shown = null);
        return front;
    }

    /** Shows nothing any more. */
    synchronized void clear() {
        shown = null;
    }
}
