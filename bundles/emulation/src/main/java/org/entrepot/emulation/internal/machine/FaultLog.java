package org.entrepot.emulation.internal.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.entrepot.api.DmaFault;

/** Remembers the last faults, and tells of the first in each burst: a device that faults does so for every row. */
final class FaultLog implements Consumer<DmaFault> {
    private static final int REMEMBERED = 64;
    private static final long BURST_NANOS = 1_000_000_000L;

    private final Consumer<String> warnings;
    private final Deque<DmaFault> last = new ArrayDeque<>();
    private long quietUntil = System.nanoTime();

    FaultLog(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    @Override
    public void accept(DmaFault fault) {
        if (remember(fault)) {
            warnings.accept(fault.toString());
        }
    }

    private synchronized boolean remember(DmaFault fault) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(fault);
        long now = System.nanoTime();
        boolean tell = now - quietUntil >= 0;
        if (tell) {
            quietUntil = now + BURST_NANOS;
        }
        return tell;
    }

    synchronized List<DmaFault> last() {
        return List.copyOf(last);
    }
}
