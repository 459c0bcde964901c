package org.entrepot.core.internal.notice;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.Counter;
import org.osgi.service.log.Logger;

/**
 * Where the engine says what happens. Posting is quick and calls nobody, so that it may be done under any lock; notices are read
 * in the order in which they came, on a thread that is there only while there is something to read. A reader that is slow loses
 * notices, which are counted, and holds nobody up.
 */
public final class NoticeBoard implements AutoCloseable {
    /** Somebody who wants to know what happens. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads a notice.
         *
         * @param notice what happened
         * @param at when it was posted
         */
        void read(Notice notice, Instant at);
    }

    private static final int ROOM = 1024;
    private static final int LINGER_SECONDS = 10;
    private static final int LAST_WORDS_SECONDS = 1;
    /** After the last notice: many that come one by one would each wake the thread, at the cost of who posts and of who works. */
    private static final long GATHERING_NANOS = 1_000_000;

    private final Reader log;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong droppedAndTold = new AtomicLong();
    private final ThreadPoolExecutor reading = new ThreadPoolExecutor(
            0,
            1,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(ROOM),
            NoticeBoard::daemon,
            (work, full) -> dropped.increment());

    /**
     * An empty board.
     *
     * @param log the reader that is always there
     */
    NoticeBoard(Reader log) {
        this.log = log;
        readers.add(log);
    }

    /** An empty board that is copied into a log. */
    public static NoticeBoard of(Logger log) {
        return new NoticeBoard(new LogBook(log));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "entrepot-notices");
        thread.setDaemon(true);
        return thread;
    }

    /** Says something. What is said after the end, or while too much is unread, is dropped. */
    public void post(Notice notice) {
        Instant now = Instant.now();
        reading.execute(() -> read(notice, now));
    }

    /** Says what a service threw where nobody waits for it. */
    public void failed(String service, RuntimeException failure) {
        post(Notice.CallFailed.unawaited(service, failure));
    }

    private void read(Notice notice, Instant at) {
        tell(notice, at);
        long lost = dropped.sum();
        long news = lost - droppedAndTold.getAndSet(lost);
        if (news > 0) {
            tell(new Notice.NoticesDropped(news), Instant.now());
        }
        if (reading.getQueue().isEmpty()) {
            LockSupport.parkNanos(this, GATHERING_NANOS);
        }
    }

    private void tell(Notice notice, Instant at) {
        readers.forEach(reader -> tell(reader, notice, at));
    }

    /** A reader that fails keeps nothing from the others, and the log has why. */
    private void tell(Reader reader, Notice notice, Instant at) {
        try {
            reader.read(notice, at);
        } catch (RuntimeException e) {
            if (reader == log) {
                throw e;
            }
            log.read(Notice.CallFailed.unawaited("a reader of notices", e), at);
        }
    }

    /** Adds a reader, from the next notice on. It is called on one thread, and may take its time. */
    public void follow(Reader reader) {
        readers.add(reader);
    }

    /** Takes a reader away; it may still be in a call. */
    public void leave(Reader reader) {
        readers.remove(reader);
    }

    /** The counts, for operators. */
    public List<Counter> counters() {
        return List.of(new Counter(
                "dropped notices",
                dropped.sum(),
                "times",
                "things that happened and were not told: too many at a time"));
    }

    /** Lets what was said be read, for a second at most. */
    @Override
    public void close() {
        reading.shutdown();
        try {
            if (!reading.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                reading.shutdownNow().forEach(unread -> dropped.increment());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
