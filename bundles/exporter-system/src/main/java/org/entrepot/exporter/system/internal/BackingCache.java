package org.entrepot.exporter.system.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.exporter.system.internal.Shelf.Kept;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the backing of freed buffers for a while, so that the next buffer of the same size needs no new memory, as the page pools of
 * the kernel's heaps did ({@code ion_page_pool.c}). A thread makes it zero in the meantime and hands back what nobody took.
 */
final class BackingCache implements PageFrames.Shrinker, AutoCloseable {
    /** Each has a descriptor and a mapping, of which a process has few. */
    static final int MOST_KEPT = 256;

    private final CacheThread thread;
    private final long capacity;
    private final long idleNanos;
    private final CacheCounts counts = new CacheCounts();
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Shelf shelf = new Shelf();
    /** Off the shelf while the thread makes it ready. */
    private @Nullable Kept inWork;

    private boolean closed;

    /**
     * Keeps nothing yet.
     *
     * @param heap for the name of the thread
     * @param capacity the most bytes it keeps; 0 for none
     * @param idleMillis how long it keeps what nobody takes; 0 for not at all
     */
    BackingCache(String heap, long capacity, long idleMillis) {
        this.thread = new CacheThread("entrepot-cache-" + heap, this::nextWork);
        this.capacity = idleMillis == 0 ? 0 : capacity;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
    }

    /**
     * Takes backing out: what is ready first, and of that the latest freed. Waits for one that is just being made ready, which is
     * sooner done than a fresh one.
     *
     * @param bytes exactly
     * @param suits which page frames will do
     * @return ready backing that is the caller's; nothing if there is none
     */
    Optional<Backing> take(long bytes, Predicate<List<PageRun>> suits) {
        if (capacity == 0) {
            return Optional.empty();
        }
        Predicate<Backing> wanted = backing -> backing.bytes() == bytes && suits.test(backing.runs());
        Optional<Backing> found = find(wanted).filter(this::isMadeReady);
        (found.isPresent() ? counts.hits : counts.misses).increment();
        return found;
    }

    private Optional<Backing> find(Predicate<Backing> wanted) {
        lock.lock();
        try {
            Kept found = shelf.latest(wanted);
            while (found == null && inWork != null && wanted.test(inWork.backing())) {
                changed.awaitUninterruptibly();
                found = shelf.latest(wanted);
            }
            return Optional.ofNullable(found).map(this::remove).map(Kept::backing);
        } finally {
            lock.unlock();
        }
    }

    private Kept remove(Kept gone) {
        shelf.remove(gone);
        return gone;
    }

    /** Makes backing ready that the thread did not get to; gives it back where that fails. */
    private boolean isMadeReady(Backing backing) {
        if (backing.isReady()) {
            return true;
        }
        boolean ready = prepare(backing);
        if (ready) {
            counts.late.increment();
        } else {
            backing.release();
        }
        return ready;
    }

    private boolean prepare(Backing backing) {
        try {
            backing.prepare();
            return true;
        } catch (EntrepotException e) {
            // There are no addresses: whoever wants memory next hears so from the fresh allocation that follows.
            counts.failures.increment();
            return false;
        }
    }

    /**
     * Keeps the backing of a freed buffer, or gives it back.
     *
     * @param freed no longer the caller's; nobody writes to it any more
     */
    void keep(Backing freed) {
        if (freed.bytes() > capacity || !freed.retire()) {
            freed.release();
        } else {
            add(new Kept(freed, System.nanoTime())).forEach(this::handBack);
        }
    }

    /** What has to go for it, perhaps itself. */
    private List<Kept> add(Kept freed) {
        List<Kept> surplus = new ArrayList<>();
        lock.lock();
        try {
            shelf.put(freed);
            Kept oldest = shelf.oldest();
            while (oldest != null && isTooMuch()) {
                surplus.add(remove(oldest));
                oldest = shelf.oldest();
            }
            if (!closed) {
                thread.start();
            }
            changed.signalAll();
            return surplus;
        } finally {
            lock.unlock();
        }
    }

    private boolean isTooMuch() {
        return closed || cachedBytes() > capacity || shelf.size() > MOST_KEPT;
    }

    private long cachedBytes() {
        return shelf.bytes() + (inWork == null ? 0 : inWork.backing().bytes());
    }

    private void handBack(Kept old) {
        counts.handedBack.add(old.backing().bytes());
        old.backing().release();
    }

    /** Waits for something to do; null when there will be nothing more. */
    private @Nullable Runnable nextWork() {
        lock.lock();
        try {
            Runnable work = null;
            while (!closed && work == null) {
                work = work(shelf.latest(backing -> !backing.isReady()), shelf.oldest());
                if (work == null) {
                    changed.awaitNanos(idleLeft(shelf.oldest()));
                }
            }
            return work;
        } catch (InterruptedException e) {
            // Whoever interrupts a thread that is not theirs wants it to end; the next freed buffer starts another.
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable work(@Nullable Kept retired, @Nullable Kept oldest) {
        if (retired != null) {
            inWork = remove(retired);
            return () -> makeReady(retired);
        }
        if (oldest != null && idleLeft(oldest) <= 0) {
            shelf.remove(oldest);
            return () -> handBack(oldest);
        }
        return null;
    }

    private long idleLeft(@Nullable Kept oldest) {
        return oldest == null ? Long.MAX_VALUE : oldest.freedAt() + idleNanos - System.nanoTime();
    }

    private void makeReady(Kept retired) {
        boolean ready = false;
        try {
            ready = prepare(retired.backing());
        } finally {
            if (!isPutBack(retired, ready)) {
                handBack(retired);
            }
        }
    }

    private boolean isPutBack(Kept prepared, boolean ready) {
        lock.lock();
        try {
            inWork = null;
            changed.signalAll();
            boolean stays = ready && !closed;
            if (stays) {
                shelf.put(prepared);
            }
            return stays;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what was freed the longest ago; waits for the one that is being made ready if there is no other. */
    @Override
    public boolean shrink() {
        Kept oldest = takeOldest();
        if (oldest != null) {
            handBack(oldest);
        }
        return oldest != null;
    }

    private @Nullable Kept takeOldest() {
        lock.lock();
        try {
            while (shelf.isEmpty() && inWork != null) {
                changed.awaitUninterruptibly();
            }
            Kept oldest = shelf.oldest();
            return oldest == null ? null : remove(oldest);
        } finally {
            lock.unlock();
        }
    }

    /** Gives all back; whether there was any. */
    boolean giveUp() {
        boolean any = false;
        for (int i = 0; i <= MOST_KEPT && shrink(); i++) {
            any = true;
        }
        return any;
    }

    /** What is kept and how well that went, for operators. */
    List<Counter> counters() {
        lock.lock();
        try {
            return counts.counters(cachedBytes(), shelf.readyBytes());
        } finally {
            lock.unlock();
        }
    }

    /** Gives all back, lets the thread end, and keeps nothing from now on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        giveUp();
        thread.quiesce();
    }
}
