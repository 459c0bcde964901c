package org.entrepot.core.internal.buffer;

import org.jspecify.annotations.Nullable;

/**
 * A buffer of a pool. Its count of references is written at each loan, and its neighbours on the JVM's heap are, after the first
 * collections, other buffers of the pool, which other threads have. Unused room of two lines of the cache keeps them apart; a processor
 * fetches lines in pairs.
 */
final class PooledBuffer extends Buffer {
    long unused0;
    long unused1;
    long unused2;
    long unused3;
    long unused4;
    long unused5;
    long unused6;
    long unused7;
    long unused8;
    long unused9;
    long unused10;
    long unused11;
    long unused12;
    long unused13;
    long unused14;
    long unused15;

    /**
     * Makes a buffer with two references, the pool's own and that of the first loan.
     *
     * @param birth what it is born with
     * @param home the berth to which it goes back
     * @param surroundings what it needs of the engine
     * @param placement where it is; null to find that out at its first use
     */
    PooledBuffer(Birth birth, Berth home, Surroundings surroundings, @Nullable Placement placement) {
        super(birth, home, surroundings, placement);
    }
}
