package org.entrepot.linux.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.ScanOut;
import org.jspecify.annotations.Nullable;

/** A connector that is driven. */
final class CardScanOut implements ScanOut {
    private final CardCalls calls;
    private final CardEvents events;
    private final CardRoute route;
    private final Connector connector;
    private final Mode mode;
    private final Flipping flipping;
    private final CrtcState before;
    private final CrtcChecksums checksums;
    private final Runnable whenClosed;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private @Nullable CardFramebuffer shown;

    /**
     * Shows nothing yet.
     *
     * @param shown which connector, and how
     * @param whenClosed run once
     */
    CardScanOut(
            CardCalls calls, CardEvents events, CardRoute route, Shown shown, Flipping flipping, Runnable whenClosed) {
        this.calls = calls;
        this.events = events;
        this.route = route;
        this.connector = shown.connector();
        this.mode = shown.mode();
        this.flipping = flipping;
        this.before = CrtcState.now(calls, route);
        this.checksums = new CrtcChecksums(calls.node().getFileName().toString().replaceAll("\\D", ""), route.index());
        this.whenClosed = whenClosed;
    }

    /**
     * What is driven.
     *
     * @param connector as it was when it was taken
     * @param mode how it shows
     */
    record Shown(Connector connector, Mode mode) {}

    @Override
    public Connector connector() {
        return connector;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public boolean takes(Framebuffer picture) {
        return flipping.takes(own(picture));
    }

    @Override
    public void show(Framebuffer picture) {
        show(picture, OptionalInt.empty()).ifPresent(Unistd::close);
    }

    @Override
    public OptionalInt show(Framebuffer picture, OptionalInt ready) {
        CardFramebuffer own = own(picture);
        CardFramebuffer last = shown;
        // A picture that was closed while it was shown took the mode with it.
        boolean goesOn = last != null && last.isOpen();
        OptionalInt done = goesOn ? flipping.flip(own, ready) : flipping.begin(own, ready);
        shown = own;
        return done;
    }

    private CardFramebuffer own(Framebuffer picture) {
        if (!open.get()) {
            throw new IllegalStateException(
                    "a connector that was given back shows nothing: connector=" + connector.name() + "; take it again");
        }
        if (picture instanceof CardFramebuffer own && own.card() == calls) {
            return own;
        }
        throw new IllegalArgumentException(
                "a card shows its own pictures: connector=" + connector.name() + "; import the memory by this card");
    }

    @Override
    public Optional<Flip> await(Duration longest) {
        return events.await(route.crtc(), longest);
    }

    @Override
    public OptionalLong checksum(Duration longest) {
        return shown != null ? checksums.next(longest) : OptionalLong.empty();
    }

    @Override
    public void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        try {
            if (shown != null) {
                before.restore(calls);
            }
        } finally {
            events.forget(route.crtc());
            whenClosed.run();
        }
    }
}
