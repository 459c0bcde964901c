package org.entrepot.exporter.iommu.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;

/** The last faults, and how many there were: the event queue of an I/O MMU. */
final class FaultLog {
    private static final int REMEMBERED = 64;

    private final Deque<DmaFault> last = new ArrayDeque<>(REMEMBERED);
    private long count;

    synchronized void record(String device, long address, Direction access) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(new DmaFault(device, address, access, Instant.now()));
        count++;
    }

    /** The last, the newest last. */
    synchronized List<DmaFault> last() {
        return List.copyOf(last);
    }

    /** All there were. */
    synchronized long count() {
        return count;
    }
}
