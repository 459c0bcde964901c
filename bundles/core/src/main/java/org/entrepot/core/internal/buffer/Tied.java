package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What keeps memory from being given back: uses of it, of which one is the buffer's, and mappings that lead there, each until its
 * unmapping has returned, however late and on whichever thread. The last of all to go ends the memory. A part of it, as no object of its
 * own, because most memory has one use and no mapping.
 */
abstract class Tied {
    private static final long USE = 1;
    private static final int MAPPING_SHIFT = 32;
    private static final long MAPPING = 1L << MAPPING_SHIFT;
    private static final long USES = MAPPING - 1;
    private static final VarHandle TIES = Field.of(MethodHandles.lookup(), "ties", long.class);

    /** Uses in the lower half, mappings in the upper. */
    private volatile long ties = USE;

    /** Done once, by whoever takes the last tie away. */
    abstract void untied();

    /** One more use. For who knows that there is another. */
    final void use() {
        TIES.getAndAdd(this, USE);
    }

    /**
     * Ends a use.
     *
     * @return how many mappings lead here still, without a use: their unmapping did not end
     */
    final int leave() {
        long left = (long) TIES.getAndAdd(this, -USE) - USE;
        if (left == 0) {
            untied();
        }
        return (left & USES) == 0 ? mappings(left) : 0;
    }

    /** One more mapping is about to lead here; false if it is too late for that. */
    final boolean tryMap() {
        long seen = ties;
        while (seen != 0) {
            long witness = (long) TIES.compareAndExchange(this, seen, seen + MAPPING);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** A mapping leads here no more. */
    final void unmapped() {
        if ((long) TIES.getAndAdd(this, -MAPPING) == MAPPING) {
            untied();
        }
    }

    /** Whether only mappings are left, whose unmapping did not end. */
    final boolean isWithheld() {
        long now = ties;
        return now != 0 && (now & USES) == 0;
    }

    private static int mappings(long word) {
        return (int) (word >>> MAPPING_SHIFT);
    }
}
