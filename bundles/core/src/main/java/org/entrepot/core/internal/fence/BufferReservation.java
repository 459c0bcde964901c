package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;

/**
 * The fences of one buffer, in an array that is replaced when one is added: who looks takes no lock ({@code dma-resv.c}, where a
 * look is an RCU walk).
 */
public final class BufferReservation implements Reservation {
    private static final Entry[] NONE = {};

    private final Combining combining;
    private final long buffer;
    private final Gate gate = new Gate();
    private volatile Entry[] entries = NONE;

    /** A fence and what it stands for. */
    private record Entry(Fence fence, Usage usage) {
        /** Whether a new fence says all that this one does. */
        boolean isCoveredBy(Fence later, Usage stricter) {
            return fence.isSignalled()
                    || (fence.context() == later.context()
                            && usage.compareTo(stricter) >= 0
                            && Combining.later(later, fence).equals(later));
        }
    }

    /**
     * An empty reservation.
     *
     * @param buffer number of the buffer, by which reservations are locked in order
     */
    public BufferReservation(long buffer, Combining combining) {
        this.buffer = buffer;
        this.combining = combining;
    }

    /** Number of the buffer. */
    long buffer() {
        return buffer;
    }

    Gate gate() {
        return gate;
    }

    String words() {
        return "buffer=" + buffer;
    }

    @Override
    public void add(Fence fence, Usage usage) {
        gate.enter(words());
        try {
            put(fence, usage);
        } finally {
            gate.leave();
        }
    }

    /**
     * Does something while nobody adds a fence.
     *
     * @param longest how long whoever is adding some is waited for
     * @throws EntrepotException with {@link Reason#BUSY} if it takes longer, with {@link Reason#INTERRUPTED} if the thread was interrupted
     */
    public void closedFor(Duration longest, Runnable work) {
        gate.enter(longest, words());
        try {
            work.run();
        } finally {
            gate.leave();
        }
    }

    /** Adds a fence; the caller is inside the gate. */
    void put(Fence fence, Usage usage) {
        if (Combining.own(fence).isSignalled()) {
            return;
        }
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.isCoveredBy(fence, usage)) {
                kept.add(entry);
            }
        }
        kept.add(new Entry(fence, usage));
        entries = kept.toArray(NONE);
    }

    @Override
    public List<Fence> fences(Usage query) {
        return Arrays.stream(entries)
                .filter(entry -> entry.usage().isIn(query) && !entry.fence().isSignalled())
                .map(Entry::fence)
                .toList();
    }

    @Override
    public boolean isReady(Usage query) {
        for (Entry entry : entries) {
            if (entry.usage().isIn(query) && !entry.fence().isSignalled()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean await(Usage query, Duration longest) {
        return isReady(query) || snapshot(query).await(longest);
    }

    /**
     * Waits until who is at work is done. Every fence ends within its bound, so that this does.
     *
     * @param query up to which class
     * @param who waits, for the message
     * @throws EntrepotException with {@link Reason#BUSY} if a fence does not keep its bound, with {@link Reason#INTERRUPTED} if the
     *     thread was interrupted
     */
    public void awaitAll(Usage query, String who) {
        if (!await(query, Fences.LONGEST_BOUND)) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "work on a buffer ends within its bound: " + words() + " " + who + " waited="
                            + Fences.LONGEST_BOUND.toMillis() + " ms pending=" + fences(query)
                            + "; see dma:fences");
        }
    }

    @Override
    public Fence snapshot(Usage query) {
        return combining.merge(fences(query));
    }

    @Override
    public String toString() {
        return Arrays.toString(entries);
    }
}
