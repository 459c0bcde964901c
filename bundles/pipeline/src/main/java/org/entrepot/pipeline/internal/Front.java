package org.entrepot.pipeline.internal;

import java.util.Optional;

/** The frame that the display shows: it stays mapped until the next one was scanned out. For use by one thread. */
final class Front implements AutoCloseable {
    private Optional<Queued> shown = Optional.empty();

    /** Scans out the next frame, and lets go of the one that was shown. */
    <T> T flip(Queued next, Stage.Work<T> scanOut) {
        try {
            return next.worked(scanOut);
        } finally {
            close();
            shown = Optional.of(next);
        }
    }

    @Override
    public void close() {
        shown.ifPresent(Queued::close);
        shown = Optional.empty();
    }
}
