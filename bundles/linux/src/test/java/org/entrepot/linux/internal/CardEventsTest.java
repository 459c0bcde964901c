package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.entrepot.linux.ScanOut.Flip;
import org.entrepot.linux.internal.Drm.DrmEventLayout;
import org.entrepot.linux.internal.Drm.DrmEventVblankLayout;
import org.junit.jupiter.api.Test;

/** Events of page flips, played: which flip is over, and which only seems so. */
class CardEventsTest {
    private static final int CRTC = 37;
    private static final int OTHER = 41;
    private static final Duration SHORT = Duration.ofMillis(20);

    /** What the kernel has to tell, and how much it keeps at most. */
    private final Deque<Event> kernel = new ArrayDeque<>();

    private final CardEvents events = new CardEvents(this::read);

    private record Event(long data, int seconds) {}

    /** One event a call, so that who reads has to go on. */
    private int read(ByteBuffer target, Duration longest) {
        Event next = kernel.poll();
        if (next == null) {
            return 0;
        }
        target.putInt(DrmEventLayout.TYPE, Drm.DRM_EVENT_FLIP_COMPLETE)
                .putInt(DrmEventLayout.LENGTH, DrmEventVblankLayout.SIZEOF)
                .putLong(DrmEventVblankLayout.USER_DATA, next.data())
                .putInt(DrmEventVblankLayout.TV_SEC, next.seconds());
        return DrmEventVblankLayout.SIZEOF;
    }

    private long show(int crtc) {
        long event = events.next(crtc);
        events.begun(event);
        return event;
    }

    private Flip flip(int crtc) {
        return events.await(crtc, SHORT).orElseThrow();
    }

    @Test
    void shouldTellTheFlipOfEachCrtc() {
        long one = show(CRTC);
        long two = show(OTHER);
        kernel.add(new Event(two, 2));
        kernel.add(new Event(one, 1));

        assertThat(flip(CRTC).timestampNanos()).isEqualTo(1_000_000_000L);
        assertThat(flip(OTHER).timestampNanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void shouldGoOnAwaitingTheFlipBeforeWhenOneIsRefused() {
        long first = show(CRTC);
        kernel.add(new Event(first, 1));
        assertThat(flip(CRTC)).isNotNull();
        long pending = show(CRTC);
        events.next(CRTC);

        assertThat(events.await(CRTC, SHORT)).as("the second is not shown").isEmpty();
        kernel.add(new Event(pending, 2));
        assertThat(flip(CRTC).timestampNanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void shouldNotTakeALateEventForThatOfTheNextFlip() {
        long late = show(CRTC);
        assertThat(events.await(CRTC, SHORT)).isEmpty();
        long next = show(CRTC);
        kernel.add(new Event(late, 1));

        assertThat(events.await(CRTC, SHORT)).isEmpty();
        kernel.add(new Event(next, 2));
        assertThat(flip(CRTC).timestampNanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void shouldForgetTheFlipsOfWhoDroveTheCrtcBefore() {
        long before = show(CRTC);
        kernel.add(new Event(before, 1));
        assertThat(flip(CRTC)).isNotNull();
        long unread = show(CRTC);
        events.forget(CRTC);
        assertThat(events.await(CRTC, SHORT)).as("nothing was shown yet").isEmpty();

        kernel.add(new Event(unread, 2));
        long now = show(CRTC);
        assertThat(events.await(CRTC, SHORT)).isEmpty();
        kernel.add(new Event(now, 3));
        assertThat(flip(CRTC).timestampNanos()).isEqualTo(3_000_000_000L);
    }

    /** The kernel keeps 4096 bytes of events, and refuses flips then. */
    @Test
    void shouldReadWhatWasToldWhenNobodyAwaitsIt() {
        for (int i = 0; i < 200; i++) {
            kernel.add(new Event(show(CRTC), i));
            assertThat(kernel).hasSizeLessThan(128);
        }
    }

    @Test
    void shouldCountAFlipWithoutAnEventAsShownWhateverIsToldLater() {
        long unread = show(CRTC);
        events.flipped(CRTC, new Flip(0, 5));
        kernel.add(new Event(unread, 1));

        assertThat(flip(CRTC)).isEqualTo(new Flip(0, 5));
        events.next(CRTC);
        assertThat(flip(CRTC)).isEqualTo(new Flip(0, 5));
    }
}
