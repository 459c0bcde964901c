package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_IOCTL_EXPORT_SYNC_FILE;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_IOCTL_IMPORT_SYNC_FILE;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_SYNC_RW;

import java.nio.ByteBuffer;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufExportSyncFileLayout;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufImportSyncFileLayout;
import org.entrepot.linux.internal.SyncFile.SyncFileInfoLayout;
import org.entrepot.linux.internal.SyncFile.SyncMergeDataLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fences of a DMA-BUF as descriptors, by our numbers. */
@Shows(Feature.SYNC_FILES)
class SyncFileInGuest {
    private static final int SIGNALLED = 1;

    private KernelDmaBuf buffer;

    @BeforeAll
    static void needAHeap() {
        Need.device("/dev/dma_heap/system");
    }

    @BeforeEach
    void allocate() {
        buffer = KernelDmaBuf.of("system", 4096);
    }

    @AfterEach
    void free() {
        buffer.close();
    }

    @Test
    void shouldBeSignalledWhenNobodyUsesTheBuffer() {
        int fence = export(DMA_BUF_SYNC_RW);

        assertThat(status(fence)).isEqualTo(SIGNALLED);
        Unistd.close(fence);
    }

    @Test
    void shouldBeTakenBackByTheBuffer() {
        int fence = export(DMA_BUF_SYNC_RW);
        ByteBuffer data = KernelCall.structure(DmaBufImportSyncFileLayout.SIZEOF)
                .putInt(DmaBufImportSyncFileLayout.FLAGS, (int) DMA_BUF_SYNC_RW)
                .putInt(DmaBufImportSyncFileLayout.FD, fence);

        assertThat(KernelCall.result(buffer.fd(), DMA_BUF_IOCTL_IMPORT_SYNC_FILE, data))
                .isZero();
        Unistd.close(fence);
    }

    @Test
    void shouldBeOneMoreFenceWhenMerged() {
        int fence = export(DMA_BUF_SYNC_RW);
        ByteBuffer data = KernelCall.structure(SyncMergeDataLayout.SIZEOF).putInt(SyncMergeDataLayout.FD2, fence);

        assertThat(KernelCall.result(fence, SyncFile.SYNC_IOC_MERGE, data)).isZero();
        int merged = data.getInt(SyncMergeDataLayout.FENCE);
        assertThat(merged).isNotEqualTo(fence);
        assertThat(status(merged)).isEqualTo(SIGNALLED);
        Unistd.close(merged);
        Unistd.close(fence);
    }

    @Test
    void shouldBeRefusedWithoutADirection() {
        ByteBuffer data = KernelCall.structure(DmaBufExportSyncFileLayout.SIZEOF);

        assertThat(KernelCall.result(buffer.fd(), DMA_BUF_IOCTL_EXPORT_SYNC_FILE, data))
                .isEqualTo(-Errno.EINVAL);
    }

    private int export(long flags) {
        ByteBuffer data = KernelCall.structure(DmaBufExportSyncFileLayout.SIZEOF)
                .putInt(DmaBufExportSyncFileLayout.FLAGS, (int) flags);
        KernelCall.checked(KernelCall.result(buffer.fd(), DMA_BUF_IOCTL_EXPORT_SYNC_FILE, data), "EXPORT_SYNC_FILE");
        return data.getInt(DmaBufExportSyncFileLayout.FD);
    }

    private static int status(int fence) {
        ByteBuffer info = KernelCall.structure(SyncFileInfoLayout.SIZEOF);
        KernelCall.checked(KernelCall.result(fence, SyncFile.SYNC_IOC_FILE_INFO, info), "FILE_INFO");
        return info.getInt(SyncFileInfoLayout.STATUS);
    }
}
