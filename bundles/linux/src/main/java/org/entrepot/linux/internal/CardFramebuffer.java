package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Modifier;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.internal.DrmMode.DrmModeFbCmd2Layout;

/** A picture of imported memory: all its planes are in one DMA-BUF. */
final class CardFramebuffer implements Framebuffer {
    private final CardCalls calls;
    private final GemHandles handles;
    private final int handle;
    private final int id;
    private final ImageLayout layout;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private CardFramebuffer(CardCalls calls, GemHandles handles, int handle, int id, ImageLayout layout) {
        this.calls = calls;
        this.handles = handles;
        this.handle = handle;
        this.id = id;
        this.layout = layout;
    }

    /**
     * Imports it.
     *
     * @param modifiers whether the driver is told how pixels lie
     */
    static CardFramebuffer of(
            CardCalls calls, GemHandles handles, boolean modifiers, int descriptor, ImageLayout layout) {
        int handle = handles.take(descriptor);
        if (handle < 0) {
            throw notImported(calls, -handle);
        }
        try {
            return new CardFramebuffer(calls, handles, handle, added(calls, modifiers, handle, layout), layout);
        } catch (RuntimeException e) {
            handles.give(handle);
            throw e;
        }
    }

    private static EntrepotException notImported(CardCalls calls, int errno) {
        return isRefusal(errno) && !calls.isUnplugged()
                ? new EntrepotException(
                        Reason.REFUSED,
                        "a card imports the memory it shows: node=" + calls.node()
                                + " call=PRIME_FD_TO_HANDLE errno=" + errno
                                + "; give it one contiguous run, as a CMA heap has, or memory of its own")
                : calls.failure("PRIME_FD_TO_HANDLE", errno);
    }

    /** Whether a driver says by such an error that it does not import the memory. */
    static boolean isRefusal(int errno) {
        return errno == Errno.EINVAL
                || errno == Errno.ENODEV
                || errno == Errno.ENOSYS
                || errno == Errno.EOPNOTSUPP
                || errno == Errno.EFAULT;
    }

    private static int added(CardCalls calls, boolean modifiers, int handle, ImageLayout layout) {
        boolean told = modifiers && !layout.modifier().equals(Modifier.INVALID);
        ByteBuffer data = Structure.of(DrmModeFbCmd2Layout.SIZEOF)
                .putInt(DrmModeFbCmd2Layout.WIDTH, layout.width())
                .putInt(DrmModeFbCmd2Layout.HEIGHT, layout.height())
                .putInt(
                        DrmModeFbCmd2Layout.PIXEL_FORMAT,
                        DrmFourcc.code(layout.format().fourcc()))
                .putInt(DrmModeFbCmd2Layout.FLAGS, told ? DrmMode.DRM_MODE_FB_MODIFIERS : 0);
        for (int i = 0; i < layout.planes().size(); i++) {
            Plane plane = layout.planes().get(i);
            data.putInt(DrmModeFbCmd2Layout.HANDLES + i * Integer.BYTES, handle)
                    .putInt(DrmModeFbCmd2Layout.PITCHES + i * Integer.BYTES, plane.stride())
                    .putInt(DrmModeFbCmd2Layout.OFFSETS + i * Integer.BYTES, Math.toIntExact(plane.offset()))
                    .putLong(
                            DrmModeFbCmd2Layout.MODIFIER + i * Long.BYTES,
                            told ? layout.modifier().value() : 0);
        }
        int errno = calls.tried(Drm.DRM_IOCTL_MODE_ADDFB2, data);
        if (errno != 0) {
            throw notAdded(calls, errno, layout);
        }
        return data.getInt(DrmModeFbCmd2Layout.FB_ID);
    }

    private static EntrepotException notAdded(CardCalls calls, int errno, ImageLayout layout) {
        return errno == Errno.EINVAL || errno == Errno.ERANGE || errno == Errno.ENOENT
                ? new EntrepotException(
                        Reason.REFUSED,
                        "a card takes the picture: node=" + calls.node() + " call=MODE_ADDFB2 errno=" + errno
                                + " picture=" + layout + " stride="
                                + layout.planes().get(0).stride()
                                + "; ask for a format and a size that the connector lists")
                : calls.failure("MODE_ADDFB2", errno);
    }

    int id() {
        if (!open.get()) {
            throw new IllegalStateException("a picture that is shown is open: picture=" + layout);
        }
        return id;
    }

    /** Whether it holds the memory. */
    boolean isOpen() {
        return open.get();
    }

    /** The card that has imported it. */
    CardCalls card() {
        return calls;
    }

    @Override
    public ImageLayout layout() {
        return layout;
    }

    @Override
    public void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        try {
            calls.undo("MODE_RMFB", Drm.DRM_IOCTL_MODE_RMFB, Structure.array(id));
        } finally {
            handles.give(handle);
        }
    }
}
