package org.entrepot.core.internal.buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where buffers were before they moved, as long as that memory is not given back: giving back takes longer than the copy, and who
 * waits for a heap to be emptied waits for the last copy only. Its heap counts the memory until then. Safe for several threads.
 */
public final class FormerPlaces {
    private final long most;
    private final Deque<Former> waiting = new ArrayDeque<>();
    private long bytes;

    /**
     * None yet.
     *
     * @param most bytes that may wait after {@link #trim}
     */
    public FormerPlaces(long most) {
        this.most = most;
    }

    /** Memory that a buffer has left. */
    private record Former(Buffer buffer, Placement place) {}

    synchronized void add(Buffer buffer, Placement place) {
        waiting.add(new Former(buffer, place));
        bytes += buffer.size();
    }

    private synchronized boolean isOverfull() {
        return bytes > most;
    }

    private synchronized @Nullable Former next() {
        Former next = waiting.poll();
        if (next != null) {
            bytes -= next.buffer().size();
        }
        return next;
    }

    /** Gives everything back if more waits than may. */
    public void trim() {
        if (isOverfull()) {
            giveBack();
        }
    }

    /** Gives everything back, the first to come first; false if there is nothing. */
    public boolean giveBack() {
        boolean any = false;
        for (Former former = next(); former != null; former = next()) {
            former.buffer().giveBack(former.place());
            any = true;
        }
        return any;
    }
}
