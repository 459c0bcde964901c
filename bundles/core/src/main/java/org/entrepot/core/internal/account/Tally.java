package org.entrepot.core.internal.account;

import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.control.Amounts;

/** How much is in use of each measure. What would pass a limit is not counted. */
final class Tally {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong buffers = new AtomicLong();
    private final AtomicLong mappings = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();

    private AtomicLong count(Measure measure) {
        return switch (measure) {
            case BYTES -> bytes;
            case BUFFERS -> buffers;
            case MAPPINGS -> mappings;
        };
    }

    /** Counts more, unless that would pass the limit, which may have been lowered below what is in use. */
    boolean tryAdd(Measure measure, long more, long limit) {
        AtomicLong count = count(measure);
        long seen = count.get();
        while (more <= limit - seen) {
            long witness = count.compareAndExchange(seen, seen + more);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Remembers the most bytes. */
    void rise() {
        long now = bytes.get();
        if (now > highWater.get()) {
            highWater.accumulateAndGet(now, Math::max);
        }
    }

    void subtract(Measure measure, long less) {
        count(measure).addAndGet(-less);
    }

    long now(Measure measure) {
        return count(measure).get();
    }

    /** The most bytes at a time. */
    long highWater() {
        return highWater.get();
    }

    Amounts amounts() {
        return new Amounts(bytes.get(), buffers.get(), mappings.get());
    }
}
