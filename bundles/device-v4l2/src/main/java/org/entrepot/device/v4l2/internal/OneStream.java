package org.entrepot.device.v4l2.internal;

import java.util.function.Consumer;
import java.util.function.Function;
import org.entrepot.linux.VideoDevice;
import org.jspecify.annotations.Nullable;

/** The one stream that a device has at a time: it ends when it is closed, and with its device. */
final class OneStream<S> {
    private final VideoIdentity identity;
    private volatile @Nullable S current;
    private boolean gone;

    /** None yet. */
    OneStream(VideoIdentity identity) {
        this.identity = identity;
    }

    /** Opens the device for one, which owns it from then on. What fails leaves it closed. */
    synchronized S open(Function<VideoDevice, S> opening) {
        if (gone) {
            throw identity.gone();
        }
        if (current != null) {
            throw identity.busy();
        }
        VideoDevice video = identity.open();
        try {
            S opened = opening.apply(video);
            current = opened;
            return opened;
        } catch (RuntimeException e) {
            try {
                video.close();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Tells it something, if there is one. */
    void tell(Consumer<S> what) {
        S open = current;
        if (open != null) {
            what.accept(open);
        }
    }

    /** It was closed: the next may come. */
    synchronized void closed() {
        current = null;
    }

    /** The device is gone: the stream that there is leaves, and none comes after it. */
    void leave(Consumer<S> leaving) {
        synchronized (this) {
            gone = true;
        }
        tell(leaving);
    }
}
