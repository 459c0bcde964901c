package org.entrepot.linux.internal;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * Who drives a card ({@code drivers/gpu/drm/drm_auth.c}): one program at a time, its DRM master. Whoever opens a card that nobody drives
 * becomes that without a wish, and gives it back at once; what is driven later is counted. Safe for use by several threads.
 */
final class CardMaster {
    private final CardCalls calls;
    private int drives;

    /** Drives nothing. */
    CardMaster(CardCalls calls) {
        this.calls = calls;
        calls.tried(Drm.DRM_IOCTL_DROP_MASTER);
    }

    /**
     * Drives the card, until it is given back as often.
     *
     * @throws EntrepotException with {@link Reason#BUSY} or {@link Reason#ACCESS_DENIED}
     */
    synchronized void take() {
        if (drives == 0) {
            int errno = calls.tried(Drm.DRM_IOCTL_SET_MASTER);
            if (errno != 0) {
                throw refused(errno);
            }
        }
        drives++;
    }

    /** Drives the card if that can be; whether it does. */
    synchronized boolean tryTake() {
        if (drives == 0 && calls.tried(Drm.DRM_IOCTL_SET_MASTER) != 0) {
            return false;
        }
        drives++;
        return true;
    }

    /** Gives it back. */
    synchronized void give() {
        drives--;
        if (drives == 0) {
            calls.undo("DROP_MASTER", Drm.DRM_IOCTL_DROP_MASTER, Structure.of(0));
        }
    }

    private EntrepotException refused(int errno) {
        String facts = "node=" + calls.node() + " call=SET_MASTER errno=" + errno;
        return switch (errno) {
            // Kernels before 5.8 say EINVAL.
            case Errno.EBUSY, Errno.EINVAL ->
                new EntrepotException(
                        Reason.BUSY,
                        "one program drives a card: " + facts
                                + "; end the desktop or the other program that shows something on it");
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may drive the card: " + facts
                                + "; open it while no desktop drives it, or give the process CAP_SYS_ADMIN");
            default -> calls.failure("SET_MASTER", errno);
        };
    }
}
