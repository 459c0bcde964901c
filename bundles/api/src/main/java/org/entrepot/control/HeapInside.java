package org.entrepot.control;

import java.util.List;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy;

/**
 * A heap from inside. Of a heap that has gone only the status is known.
 *
 * @param status as {@link ControlPlane#heaps} gives it
 * @param occupancies how its memory is used, place by place
 * @param counters what it counts beyond its usage
 */
public record HeapInside(HeapStatus status, List<Occupancy> occupancies, List<Counter> counters) {
    /** Copies the lists. */
    public HeapInside {
        occupancies = List.copyOf(occupancies);
        counters = List.copyOf(counters);
    }
}
