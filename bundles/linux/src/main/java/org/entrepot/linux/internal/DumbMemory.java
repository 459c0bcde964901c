package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard.Dumb;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.internal.Drm.DrmPrimeHandleLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCreateDumbLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeDestroyDumbLayout;

/** Memory of a card's own as DMA-BUFs: the descriptor keeps it, the card's handle is given up at once. */
final class DumbMemory {
    private static final long PAGE_SIZE = 4096;

    private final CardCalls calls;
    private final Mappings mappings;

    DumbMemory(CardCalls calls, Mappings mappings) {
        this.calls = calls;
        this.mappings = mappings;
    }

    Dumb make(String name, DumbSize size) {
        ByteBuffer data = Structure.of(DrmModeCreateDumbLayout.SIZEOF)
                .putInt(DrmModeCreateDumbLayout.WIDTH, size.width())
                .putInt(DrmModeCreateDumbLayout.HEIGHT, size.height())
                .putInt(DrmModeCreateDumbLayout.BPP, size.bitsPerPixel());
        int errno = calls.tried(Drm.DRM_IOCTL_MODE_CREATE_DUMB, data);
        if (errno != 0) {
            throw notCreated(size, errno);
        }
        int handle = data.getInt(DrmModeCreateDumbLayout.HANDLE);
        try {
            long bytes = data.getLong(DrmModeCreateDumbLayout.SIZE) + PAGE_SIZE - 1 & -PAGE_SIZE;
            checkView(bytes);
            DmaBufMemory memory = DmaBufMemory.named(mappings, name, exported(handle), bytes);
            return new Dumb(memory, data.getInt(DrmModeCreateDumbLayout.PITCH));
        } finally {
            calls.undo(
                    "MODE_DESTROY_DUMB",
                    Drm.DRM_IOCTL_MODE_DESTROY_DUMB,
                    Structure.of(DrmModeDestroyDumbLayout.SIZEOF).putInt(DrmModeDestroyDumbLayout.HANDLE, handle));
        }
    }

    private EntrepotException notCreated(DumbSize size, int errno) {
        return errno == Errno.ENOSPC || errno == Errno.ENOMEM
                ? new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a card has memory left: node=" + calls.node() + " call=MODE_CREATE_DUMB errno=" + errno
                                + " size=" + size + "; release pictures, or use memory of another heap")
                : calls.failure("MODE_CREATE_DUMB", errno);
    }

    private int exported(int handle) {
        ByteBuffer prime = Structure.of(DrmPrimeHandleLayout.SIZEOF)
                .putInt(DrmPrimeHandleLayout.HANDLE, handle)
                .putInt(DrmPrimeHandleLayout.FLAGS, Fcntl.O_CLOEXEC | Fcntl.O_RDWR);
        calls.made("PRIME_HANDLE_TO_FD", Drm.DRM_IOCTL_PRIME_HANDLE_TO_FD, prime);
        return prime.getInt(DrmPrimeHandleLayout.FD);
    }

    private static void checkView(long bytes) {
        if (bytes > RegionPart.LARGEST_VIEW) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "memory of a card has at most " + RegionPart.LARGEST_VIEW + " bytes: bytes=" + bytes
                            + "; ask for less");
        }
    }
}
