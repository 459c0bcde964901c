package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.linux.ScanOut.Flip;
import org.entrepot.linux.internal.Drm.DrmEventLayout;
import org.entrepot.linux.internal.Drm.DrmEventVblankLayout;

/** Page flips of a card, which one descriptor tells for all its CRTCs: whoever waits reads for all. */
final class CardEvents {
    /** Whoever waits behind the one who reads waits no longer than this. */
    private static final Duration SLICE = Duration.ofMillis(10);

    private static final int MOST_BYTES = 1024;

    private final CardCalls calls;
    private final ByteBuffer read = Structure.of(MOST_BYTES);
    private final Lock reading = new ReentrantLock();
    private final Set<Integer> pending = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Flip> last = new ConcurrentHashMap<>();

    CardEvents(CardCalls calls) {
        this.calls = calls;
    }

    /** A flip of a CRTC is about to begin. */
    void expect(int crtc) {
        pending.add(crtc);
    }

    /** It did not begin, or nobody waits for it any more. */
    void forget(int crtc) {
        pending.remove(crtc);
    }

    /** A CRTC has flipped without an event. */
    void flipped(int crtc, Flip flip) {
        last.put(crtc, flip);
        pending.remove(crtc);
    }

    /** Waits for the flip of a CRTC that began last; nothing if it takes longer. */
    Optional<Flip> await(int crtc, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (pending.contains(crtc)) {
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
            take(crtc);
        }
        return Optional.ofNullable(last.get(crtc));
    }

    private void take(int crtc) {
        reading.lock();
        try {
            if (pending.contains(crtc)) {
                int bytes = calls.read(read, SLICE);
                for (int at = 0; at + DrmEventLayout.SIZEOF <= bytes; at += length(at)) {
                    note(at);
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private int length(int at) {
        return Math.max(DrmEventLayout.SIZEOF, read.getInt(at + DrmEventLayout.LENGTH));
    }

    /** The CRTC is what was given as the event's own data: old kernels do not name it. */
    private void note(int at) {
        if (read.getInt(at + DrmEventLayout.TYPE) != Drm.DRM_EVENT_FLIP_COMPLETE) {
            return;
        }
        long seconds = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.TV_SEC));
        long microseconds = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.TV_USEC));
        long sequence = Integer.toUnsignedLong(read.getInt(at + DrmEventVblankLayout.SEQUENCE));
        flipped(
                (int) read.getLong(at + DrmEventVblankLayout.USER_DATA),
                new Flip(sequence, seconds * 1_000_000_000L + microseconds * 1_000L));
    }
}
