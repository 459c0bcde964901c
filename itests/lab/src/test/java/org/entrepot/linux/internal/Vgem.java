package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.lab.Used;
import org.entrepot.linux.internal.Drm.DrmPrimeHandleLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCreateDumbLayout;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufExportSyncFileLayout;
import org.junit.jupiter.api.Assumptions;

/** The kernel's test driver with fences that a program signals ({@code drivers/gpu/drm/vgem}): one of its buffers. */
public final class Vgem implements AutoCloseable {
    private static final Path CARDS = Path.of("/sys/class/drm");
    private static final long FENCE_ATTACH = Ioctl.iowr('d', 0x41, 16);
    private static final long FENCE_SIGNAL = Ioctl.iow('d', 0x42, 8);
    private static final int WRITES = 1;

    private final int card;
    private final int handle;
    private final int dmaBuf;

    /** Opens the driver, and takes a buffer; the test is skipped where there is none. */
    Vgem() throws IOException, InterruptedException {
        card = card();
        ByteBuffer dumb = KernelCall.structure(DrmModeCreateDumbLayout.SIZEOF)
                .putInt(DrmModeCreateDumbLayout.WIDTH, 64)
                .putInt(DrmModeCreateDumbLayout.HEIGHT, 64)
                .putInt(DrmModeCreateDumbLayout.BPP, 32);
        call(Drm.DRM_IOCTL_MODE_CREATE_DUMB, dumb);
        handle = dumb.getInt(DrmModeCreateDumbLayout.HANDLE);
        ByteBuffer prime = KernelCall.structure(DrmPrimeHandleLayout.SIZEOF)
                .putInt(DrmPrimeHandleLayout.HANDLE, handle)
                .putInt(DrmPrimeHandleLayout.FLAGS, Fcntl.O_CLOEXEC | Fcntl.O_RDWR);
        call(Drm.DRM_IOCTL_PRIME_HANDLE_TO_FD, prime);
        dmaBuf = prime.getInt(DrmPrimeHandleLayout.FD);
    }

    /**
     * Opens the driver, and lets it import memory of somebody else; the test is skipped where there is none.
     *
     * @param other the descriptor of a DMA-BUF, which stays the caller's
     */
    public Vgem(int other) throws IOException, InterruptedException {
        card = card();
        dmaBuf = KernelCall.checked(Fcntl.fcntl(other, Fcntl.F_DUPFD_CLOEXEC, 0), "dup");
        ByteBuffer prime = KernelCall.structure(DrmPrimeHandleLayout.SIZEOF).putInt(DrmPrimeHandleLayout.FD, dmaBuf);
        call(Drm.DRM_IOCTL_PRIME_FD_TO_HANDLE, prime);
        handle = prime.getInt(DrmPrimeHandleLayout.HANDLE);
    }

    private static int card() throws IOException, InterruptedException {
        new ProcessBuilder("modprobe", "vgem").start().waitFor();
        Optional<Path> found = find();
        Assumptions.assumeTrue(found.isPresent(), "this kernel has no vgem");
        Used.device("vgem");
        return KernelCall.open("/dev/dri/" + found.orElseThrow().getFileName());
    }

    private static Optional<Path> find() throws IOException {
        if (!Files.isDirectory(CARDS)) {
            return Optional.empty();
        }
        try (Stream<Path> cards = Files.list(CARDS)) {
            return cards.filter(Vgem::isVgem).findFirst();
        }
    }

    private static boolean isVgem(Path card) {
        try {
            return card.getFileName().toString().matches("card\\d+")
                    && card.resolve("device").toRealPath().toString().contains("vgem");
        } catch (IOException e) {
            return false;
        }
    }

    private void call(long request, ByteBuffer data) {
        KernelCall.checked(KernelCall.result(card, request, data), "vgem");
    }

    int dmaBuf() {
        return dmaBuf;
    }

    /** Begins work that writes, or only reads; its number. */
    public int begin(boolean writes) {
        ByteBuffer data = KernelCall.structure(16).putInt(0, handle).putInt(4, writes ? WRITES : 0);
        call(FENCE_ATTACH, data);
        return data.getInt(8);
    }

    /** Ends work. */
    public void end(int work) {
        call(FENCE_SIGNAL, KernelCall.structure(8).putInt(0, work));
    }

    /** A sync file for all work that is under way; the caller's. */
    int syncFile() {
        ByteBuffer data = KernelCall.structure(DmaBufExportSyncFileLayout.SIZEOF)
                .putInt(DmaBufExportSyncFileLayout.FLAGS, (int) LinuxDmaBuf.DMA_BUF_SYNC_RW);
        KernelCall.checked(
                KernelCall.result(dmaBuf, LinuxDmaBuf.DMA_BUF_IOCTL_EXPORT_SYNC_FILE, data), "EXPORT_SYNC_FILE");
        return data.getInt(DmaBufExportSyncFileLayout.FD);
    }

    @Override
    public void close() {
        Unistd.close(dmaBuf);
        Unistd.close(card);
    }
}
