package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.linux.ScanOut.Flip;
import org.entrepot.linux.internal.Drm.DrmEventLayout;
import org.entrepot.linux.internal.Drm.DrmEventVblankLayout;

/**
 * Page flips of a card, which one descriptor tells for all its CRTCs: whoever waits reads for all. Each flip has a number, which its event
 * carries, so that an event of an earlier flip is never taken for that of a later one.
 */
final class CardEvents {
    /** Whoever waits behind the one who reads waits no longer than this. */
    private static final Duration SLICE = Duration.ofMillis(10);

    private static final int MOST_BYTES = 1024;

    private final Source source;
    private final ByteBuffer read = Structure.of(MOST_BYTES);
    private final Lock reading = new ReentrantLock();
    private final AtomicInteger numbers = new AtomicInteger();
    /** The flip that began last, by CRTC. */
    private final Map<Integer, Integer> begun = new ConcurrentHashMap<>();
    /** The flip that was told of last, by CRTC. */
    private final Map<Integer, Told> told = new ConcurrentHashMap<>();

    /** Where events come from. */
    interface Source {
        /** Reads events when there are any; the bytes that came, 0 if none did in time. */
        int read(ByteBuffer target, Duration longest);
    }

    private record Told(int number, Flip flip) {
        /** The later of two; the numbers wrap around. */
        Told orLater(Told other) {
            return other.number - number > 0 ? other : this;
        }
    }

    CardEvents(Source source) {
        this.source = source;
    }

    /**
     * What the event of a flip is to carry that is tried next. What was told so far is read: the kernel keeps 4096 bytes of events for a
     * descriptor, and then refuses flips ({@code drm_event_reserve_init}).
     */
    long next(int crtc) {
        drain();
        return (long) numbers.incrementAndGet() << Integer.SIZE | crtc;
    }

    private void drain() {
        // Whoever reads, reads for all.
        if (reading.tryLock()) {
            try {
                while (readSome(Duration.ZERO)) {}
            } finally {
                reading.unlock();
            }
        }
    }

    /** A flip did begin; one that was refused leaves the one before it awaited. */
    void begun(long event) {
        begun.put(crtc(event), number(event));
    }

    /** A CRTC has flipped without an event. */
    void flipped(int crtc, Flip flip) {
        long event = next(crtc);
        begun(event);
        note(event, flip);
    }

    /** Nobody waits for a CRTC any more. */
    void forget(int crtc) {
        begun.remove(crtc);
        told.remove(crtc);
    }

    /** Waits for the flip of a CRTC that began last; nothing if it takes longer, or none began. */
    Optional<Flip> await(int crtc, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (isPending(crtc)) {
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
            take(crtc);
        }
        return begun.containsKey(crtc) ? Optional.ofNullable(told.get(crtc)).map(Told::flip) : Optional.empty();
    }

    private boolean isPending(int crtc) {
        Integer awaited = begun.get(crtc);
        Told last = told.get(crtc);
        return awaited != null && (last == null || last.number() != awaited);
    }

    private void take(int crtc) {
        reading.lock();
        try {
            if (isPending(crtc)) {
                readSome(SLICE);
            }
        } finally {
            reading.unlock();
        }
    }

    private boolean readSome(Duration longest) {
        int bytes = source.read(read, longest);
        for (int at = 0; at + DrmEventLayout.SIZEOF <= bytes; at += length(at)) {
            note(at);
        }
        return bytes > 0;
    }

    private int length(int at) {
        return Math.max(DrmEventLayout.SIZEOF, read.getInt(at + DrmEventLayout.LENGTH));
    }

    /** The CRTC is part of the event's own data: old kernels do not name it. */
    private void note(int at) {
        if (read.getInt(at + DrmEventLayout.TYPE) != Drm.DRM_EVENT_FLIP_COMPLETE) {
            return;
        }
        long seconds = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.TV_SEC));
        long microseconds = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.TV_USEC));
        long sequence = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.SEQUENCE));
        note(
                read.getLong(at + DrmEventVblankLayout.USER_DATA),
                new Flip(sequence, seconds * 1_000_000_000L + microseconds * 1_000L));
    }

    private void note(long event, Flip flip) {
        told.merge(crtc(event), new Told(number(event), flip), Told::orLater);
    }

    private static int crtc(long event) {
        return (int) event;
    }

    private static int number(long event) {
        return (int) (event >> Integer.SIZE);
    }
}
