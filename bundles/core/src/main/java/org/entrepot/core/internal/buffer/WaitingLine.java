package org.entrepot.core.internal.buffer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a buffer of a pool, first come, first served. What comes back is claimed for the first of the line, and nobody who comes
 * while there is a line passes it; so each waits for as many buffers to come back as there are before it, and those who were already
 * looking when it came.
 *
 * <p>Nobody is forgotten: who gives a buffer back makes it idle first and looks at the line after, who waits joins the line first and
 * looks for idle buffers after. One of the two sees the other.
 */
final class WaitingLine {
    private static final int CLOSED = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiter> line = new ArrayDeque<>();
    private final Supplier<@Nullable Berth> claiming;
    /** How many are in the line, or that it is closed, for who does not want to take the lock. */
    private volatile int length;

    /** A thread that waits, and what was claimed for it. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private volatile @Nullable Berth served;
        private volatile boolean sentAway;

        void park(long deadline) throws InterruptedException {
            for (long left = deadline - System.nanoTime();
                    served == null && !sentAway && left > 0;
                    left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        void serve(Berth berth) {
            served = berth;
            LockSupport.unpark(thread);
        }

        void sendAway() {
            sentAway = true;
            LockSupport.unpark(thread);
        }
    }

    /**
     * A line in which nobody stands.
     *
     * @param claiming claims a berth for somebody, if there is one; called under the line's lock
     */
    WaitingLine(Supplier<@Nullable Berth> claiming) {
        this.claiming = claiming;
    }

    /** Whether it is open and nobody waits. */
    boolean isQuiet() {
        return length == 0;
    }

    boolean isClosed() {
        return length == CLOSED;
    }

    /**
     * Waits until a berth is claimed for the caller.
     *
     * @param longest nanoseconds
     * @return the berth, or null if the time is over or the line was closed
     * @throws InterruptedException if the thread was interrupted before a berth was claimed
     */
    @Nullable
    Berth await(long longest) throws InterruptedException {
        Waiter waiter = new Waiter();
        long deadline = System.nanoTime() + longest;
        join(waiter);
        try {
            waiter.park(deadline);
        } catch (InterruptedException e) {
            if (leave(waiter) == null) {
                throw e;
            }
            // What was claimed in the same moment is not lost; the interrupt stays for the next wait.
            Thread.currentThread().interrupt();
        }
        return leave(waiter);
    }

    private void join(Waiter waiter) {
        lock.lock();
        try {
            if (isClosed()) {
                waiter.sendAway();
            } else {
                line.add(waiter);
                length = line.size();
                serveLocked();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Berth leave(Waiter waiter) {
        lock.lock();
        try {
            if (line.remove(waiter)) {
                length = line.size();
            }
            return waiter.served;
        } finally {
            lock.unlock();
        }
    }

    /** Claims for those who wait, as long as there is something to claim. */
    void serve() {
        lock.lock();
        try {
            serveLocked();
        } finally {
            lock.unlock();
        }
    }

    private void serveLocked() {
        while (!line.isEmpty()) {
            Berth claimed = claiming.get();
            if (claimed == null) {
                return;
            }
            line.remove().serve(claimed);
            length = line.size();
        }
    }

    /** Sends everybody away, now and from now on; false if it was closed before. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !isClosed();
            length = CLOSED;
            line.forEach(Waiter::sendAway);
            line.clear();
            return first;
        } finally {
            lock.unlock();
        }
    }
}
