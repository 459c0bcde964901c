package org.entrepot.emulation.internal.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Remembers the last faults, and tells of the first in each burst: a device that faults does so for every row. */
final class FaultLog implements Consumer<FaultRecord> {
    private static final int REMEMBERED = 64;
    private static final long BURST_NANOS = 1_000_000_000L;

    private final Consumer<String> warnings;
    private final Deque<FaultRecord> last = new ArrayDeque<>();
    private long quietUntil = System.nanoTime();

    FaultLog(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    @Override
    public void accept(FaultRecord fault) {
        if (remember(fault)) {
            warnings.accept(fault.toString());
        }
    }

    private synchronized boolean remember(FaultRecord fault) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(fault);
        boolean tell = fault.nanoTime() - quietUntil >= 0;
        if (tell) {
            quietUntil = fault.nanoTime() + BURST_NANOS;
        }
        return tell;
    }

    synchronized List<FaultRecord> last() {
        return List.copyOf(last);
    }
}
