package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.internal.DrmMode.DrmModeCrtcPageFlipLayout;

/** A driver that knows no atomic changes: the mode first, then flips. */
final class StepwiseFlipping implements Flipping {
    private final CardCalls calls;
    private final CardEvents events;
    private final CardRoute route;
    private final ByteBuffer mode;

    /**
     * Changes nothing yet.
     *
     * @param mode {@code struct drm_mode_modeinfo}
     */
    StepwiseFlipping(CardCalls calls, CardEvents events, CardRoute route, ByteBuffer mode) {
        this.calls = calls;
        this.events = events;
        this.route = route;
        this.mode = mode;
    }

    @Override
    public boolean takes(CardFramebuffer picture) {
        Mode size = RawConnector.mode(mode);
        return picture.layout().width() == size.width() && picture.layout().height() == size.height();
    }

    @Override
    public OptionalInt begin(CardFramebuffer picture, OptionalInt ready) {
        check(ready);
        int errno = CrtcState.of(route, picture.id(), mode).set(calls);
        if (errno == Errno.EINVAL || errno == Errno.ENOSPC) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a display shows the picture: node=" + calls.node() + " call=MODE_SETCRTC errno=" + errno
                            + " picture=" + picture.layout() + " mode=" + RawConnector.mode(mode)
                            + "; show one of the mode's size and of a format that the connector lists");
        }
        if (errno != 0) {
            throw calls.failure("MODE_SETCRTC", errno);
        }
        events.flipped(route.crtc(), Flipping.now());
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt flip(CardFramebuffer picture, OptionalInt ready) {
        check(ready);
        long event = events.next(route.crtc());
        ByteBuffer data = Structure.of(DrmModeCrtcPageFlipLayout.SIZEOF)
                .putInt(DrmModeCrtcPageFlipLayout.CRTC_ID, route.crtc())
                .putInt(DrmModeCrtcPageFlipLayout.FB_ID, picture.id())
                .putInt(DrmModeCrtcPageFlipLayout.FLAGS, DrmMode.DRM_MODE_PAGE_FLIP_EVENT)
                .putLong(DrmModeCrtcPageFlipLayout.USER_DATA, event);
        int errno = calls.tried(Drm.DRM_IOCTL_MODE_PAGE_FLIP, data);
        if (errno == 0) {
            events.begun(event);
            return OptionalInt.empty();
        }
        // Drivers without flips, and those that cannot flip to another format or stride, are set anew.
        if (errno != Errno.EINVAL && errno != Errno.ENOSYS && errno != Errno.EOPNOTSUPP) {
            throw calls.failure("MODE_PAGE_FLIP", errno);
        }
        return begin(picture, ready);
    }

    private void check(OptionalInt ready) {
        if (ready.isPresent()) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a driver that waits for sync files is atomic: node=" + calls.node()
                            + "; wait for the sync file yourself");
        }
    }
}
