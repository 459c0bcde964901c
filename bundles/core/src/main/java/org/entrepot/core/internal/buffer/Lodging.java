package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.entrepot.api.CpuUse;
import org.jspecify.annotations.Nullable;

/**
 * Where a buffer is, and the CPU's brackets that keep it there. The part of a buffer that changes when it moves; no object of its own,
 * because most buffers never do.
 */
abstract class Lodging extends Referenced {
    private static final VarHandle BRACKETS = Field.of(MethodHandles.lookup(), "brackets", int.class);
    private static final int BARRED = -1;

    /** Where the bytes are; null before the first use. Changes under the reservation, while no bracket is let in. */
    private volatile @Nullable Placement placement;
    /** The CPU's open brackets, each of which keeps the buffer in its place; barred while it has none, or moves. */
    private volatile int brackets;

    /**
     * Begins somewhere, or nowhere.
     *
     * @param home the berth in a pool; null for a buffer of no pool
     * @param placement where it is; null to find that out at its first use
     */
    Lodging(@Nullable Berth home, @Nullable Placement placement) {
        super(home);
        this.placement = placement;
        this.brackets = placement == null ? BARRED : 0;
    }

    /** Waits until the buffer is in a place, and gives it the first if it has none. */
    abstract void awaitPlace(CpuUse use);

    /** Where the bytes are; null before the first use. Stays so for who holds the reservation, a static mapping, a pin or a bracket. */
    @Nullable
    Placement placement() {
        return placement;
    }

    /**
     * Lets a CPU bracket in: until it leaves the buffer stays where it is. Waits for a move, and makes the first use.
     *
     * @param use of the bracket
     */
    Placement cpuEnters(CpuUse use) {
        int seen = brackets;
        while (true) {
            if (seen == BARRED) {
                awaitPlace(use);
                seen = brackets;
                continue;
            }
            int witness = (int) BRACKETS.compareAndExchange(this, seen, seen + 1);
            Placement now = placement;
            if (witness == seen && now != null) {
                return now;
            }
            seen = witness;
        }
    }

    /** Lets a CPU bracket out. */
    void cpuLeaves() {
        BRACKETS.getAndAdd(this, -1);
    }

    /** Lets no more brackets in, unless there is one inside. For who holds the reservation and calls {@link #admitCpu} after. */
    boolean barCpu() {
        return BRACKETS.compareAndSet(this, 0, BARRED);
    }

    /** Lets brackets in again. */
    void admitCpu() {
        brackets = 0;
    }

    /** The first memory, or other memory with the same contents. For who holds the reservation, and has the CPU barred. */
    void place(Settlement settlement) {
        placement = settlement.placement();
        settlement.takeEffect();
    }
}
