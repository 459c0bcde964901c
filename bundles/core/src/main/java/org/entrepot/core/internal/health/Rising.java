package org.entrepot.core.internal.health;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Remembers counters of others by name, and by how much each rose of late. */
public final class Rising {
    private final Map<String, Seen> seen = new HashMap<>();
    private final LongSupplier nanos;

    /**
     * What a counter was.
     *
     * @param count when it was looked at last
     * @param before its last rise, or the rises of which each came soon after the other
     * @param rose when, in nanoseconds
     */
    private record Seen(long count, long before, long rose) {}

    /** By this clock, in nanoseconds. */
    public Rising(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Looks at a counter, which began at 0, and does so again when whoever keeps it is replaced.
     *
     * @param recent how soon after another a rise adds to it
     * @return by how much it rose since the last look
     */
    public synchronized long look(String name, long count, Duration recent) {
        Seen fresh = new Seen(0, 0, nanos.getAsLong());
        Seen last = seen.getOrDefault(name, fresh);
        if (count < last.count()) {
            last = fresh;
        }
        long rise = count - last.count();
        if (rise > 0) {
            long before = isRecent(last, recent) ? last.before() : last.count();
            last = new Seen(count, before, nanos.getAsLong());
        }
        seen.put(name, last);
        return rise;
    }

    /** By how much a counter rose of late. */
    public synchronized long recent(String name, Duration recent) {
        Seen last = seen.get(name);
        return last != null && isRecent(last, recent) ? last.count() - last.before() : 0;
    }

    /** Forgets all others. */
    public synchronized void keep(Collection<String> names) {
        seen.keySet().retainAll(names);
    }

    private boolean isRecent(Seen one, Duration recent) {
        return nanos.getAsLong() - one.rose() <= recent.toNanos();
    }
}
