package org.entrepot.benchmarks;

import java.time.Duration;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DmaBuf;
import org.entrepot.benchmarks.harness.Side;

/** Takes as many buffers from a pool as are held, closes them all, and begins again. An operation is one of each. */
final class Lending implements Side {
    /**
     * Unused room on both sides, of 32 KiB: a collector notes each stored reference in a table of a byte for 512, and two threads that
     * write to one line of that table disturb each other, though they share nothing else.
     */
    private static final int APART = 1 << 13;

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final BufferPool pool;
    private final int count;
    private final DmaBuf[] held;

    /**
     * What is taken.
     *
     * @param bytes of one buffer
     * @param held how many at a time
     */
    record Load(int bytes, int held) {}

    Lending(BufferPool pool, Load load) {
        this.pool = pool;
        this.count = load.held();
        this.held = new DmaBuf[load.held() + 2 * APART];
    }

    @Override
    public long work(int operations) {
        long sum = 0;
        for (int left = operations; left > 0; left -= count) {
            for (int i = APART; i < APART + count; i++) {
                DmaBuf taken = pool.acquire(LONGEST);
                held[i] = taken;
                sum += taken.id();
            }
            for (int i = APART; i < APART + count; i++) {
                held[i].close();
            }
        }
        return sum;
    }
}
