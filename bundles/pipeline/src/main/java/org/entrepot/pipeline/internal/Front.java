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
            exchange(Optional.of(next));
        }
    }

    /** The next is held before the last is let go of: it is not forgotten if that fails. */
    private void exchange(Optional<Queued> next) {
        Optional<Queued> last = shown;
        shown = next;
        last.ifPresent(Queued::close);
    }

    @Override
    public void close() {
        exchange(Optional.empty());
    }
}
