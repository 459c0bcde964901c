package org.entrepot.linux.internal;

import static org.entrepot.linux.internal.DrmMode.DRM_MODE_ATOMIC_ALLOW_MODESET;
import static org.entrepot.linux.internal.DrmMode.DRM_MODE_ATOMIC_NONBLOCK;
import static org.entrepot.linux.internal.DrmMode.DRM_MODE_ATOMIC_TEST_ONLY;
import static org.entrepot.linux.internal.DrmMode.DRM_MODE_PAGE_FLIP_EVENT;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.DrmMode.DrmModeCreateBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeDestroyBlobLayout;

/** A driver that changes everything at once ({@code Documentation/gpu/drm-kms.rst}, "Atomic Mode Setting"). */
final class AtomicFlipping implements Flipping {
    private static final String OUT_FENCE = "OUT_FENCE_PTR";
    private static final String IN_FENCE = "IN_FENCE_FD";

    private final CardCalls calls;
    private final CardEvents events;
    private final CardRoute route;
    private final ByteBuffer mode;
    private final ObjectProperties connector;
    private final ObjectProperties crtc;
    private final ObjectProperties plane;

    /**
     * Changes nothing yet.
     *
     * @param mode {@code struct drm_mode_modeinfo}
     */
    AtomicFlipping(CardCalls calls, CardEvents events, CardRoute route, ByteBuffer mode) {
        this.calls = calls;
        this.events = events;
        this.route = route;
        this.mode = mode;
        this.connector = new ObjectProperties(calls, route.connector(), DrmMode.DRM_MODE_OBJECT_CONNECTOR);
        this.crtc = new ObjectProperties(calls, route.crtc(), DrmMode.DRM_MODE_OBJECT_CRTC);
        this.plane = new ObjectProperties(calls, route.plane(), DrmMode.DRM_MODE_OBJECT_PLANE);
    }

    @Override
    public boolean takes(CardFramebuffer picture) {
        int errno = withMode(
                picture, request -> request.tried(calls, DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_ATOMIC_ALLOW_MODESET, 0));
        if (errno != 0 && errno != Errno.EINVAL && errno != Errno.ERANGE && errno != Errno.ENOSPC) {
            throw calls.failure("MODE_ATOMIC(test)", errno);
        }
        return errno == 0;
    }

    @Override
    public OptionalInt begin(CardFramebuffer picture, OptionalInt ready) {
        OutFence shown = new OutFence();
        int errno = withMode(picture, request -> {
            fences(request, ready, shown);
            return request.tried(
                    calls, DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_ALLOW_MODESET, shown.event, shown.number);
        });
        return shown.after(errno, picture);
    }

    @Override
    public OptionalInt flip(CardFramebuffer picture, OptionalInt ready) {
        OutFence shown = new OutFence();
        AtomicRequest request = onPlane(new AtomicRequest(), picture);
        fences(request, ready, shown);
        int errno =
                request.tried(calls, DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_NONBLOCK, shown.event, shown.number);
        return shown.after(errno, picture);
    }

    /** What is to be done with changes. */
    private interface Commit {
        int tried(AtomicRequest request);
    }

    private int withMode(CardFramebuffer picture, Commit commit) {
        ByteBuffer blob = Structure.of(DrmModeCreateBlobLayout.SIZEOF)
                .putLong(DrmModeCreateBlobLayout.DATA, Structure.address(mode))
                .putInt(DrmModeCreateBlobLayout.LENGTH, mode.capacity());
        calls.made("MODE_CREATEPROPBLOB", Drm.DRM_IOCTL_MODE_CREATEPROPBLOB, blob, mode);
        int id = blob.getInt(DrmModeCreateBlobLayout.BLOB_ID);
        try {
            AtomicRequest request = new AtomicRequest()
                    .set(connector, "CRTC_ID", route.crtc())
                    .set(crtc, "MODE_ID", id)
                    .set(crtc, "ACTIVE", 1);
            return commit.tried(onPlane(request, picture));
        } finally {
            // What uses it keeps it.
            ByteBuffer gone =
                    Structure.of(DrmModeDestroyBlobLayout.SIZEOF).putInt(DrmModeDestroyBlobLayout.BLOB_ID, id);
            calls.undo("MODE_DESTROYPROPBLOB", Drm.DRM_IOCTL_MODE_DESTROYPROPBLOB, gone);
        }
    }

    /** At the display's top left corner, in its own size; the source counts sixteenths of sixteenths of sixteenths of a pixel. */
    private AtomicRequest onPlane(AtomicRequest request, CardFramebuffer picture) {
        long width = picture.layout().width();
        long height = picture.layout().height();
        return request.set(plane, "FB_ID", picture.id())
                .set(plane, "CRTC_ID", route.crtc())
                .set(plane, "SRC_X", 0)
                .set(plane, "SRC_Y", 0)
                .set(plane, "SRC_W", width << 16)
                .set(plane, "SRC_H", height << 16)
                .set(plane, "CRTC_X", 0)
                .set(plane, "CRTC_Y", 0)
                .set(plane, "CRTC_W", width)
                .set(plane, "CRTC_H", height);
    }

    private void fences(AtomicRequest request, OptionalInt ready, OutFence shown) {
        ready.ifPresent(syncFile -> request.set(plane, IN_FENCE, syncFile));
        if (crtc.has(OUT_FENCE)) {
            request.set(crtc, OUT_FENCE, Structure.address(shown.number));
        }
    }

    /** How the kernel tells that a picture is shown: by an event, and by a descriptor that it writes here. */
    private final class OutFence {
        private final long event = events.next(route.crtc());
        private final ByteBuffer number = Structure.array(-1);

        OptionalInt after(int errno, CardFramebuffer picture) {
            if (errno != 0) {
                throw failure(errno, picture);
            }
            events.begun(event);
            int descriptor = number.getInt(0);
            return descriptor < 0 ? OptionalInt.empty() : OptionalInt.of(descriptor);
        }
    }

    private EntrepotException failure(int errno, CardFramebuffer picture) {
        return errno == Errno.EINVAL || errno == Errno.ERANGE || errno == Errno.ENOSPC
                ? new EntrepotException(
                        Reason.REFUSED,
                        "a display shows the picture: node=" + calls.node() + " call=MODE_ATOMIC errno=" + errno
                                + " picture=" + picture.layout() + " mode="
                                + RawConnector.mode(mode)
                                + "; show one of the mode's size and of a format that the connector lists")
                : calls.failure("MODE_ATOMIC", errno);
    }
}
