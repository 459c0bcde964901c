package org.entrepot.linux.internal;

/** {@code <linux/dma-buf.h>}: what can be done with a descriptor of a DMA-BUF. ({@code DmaBuf} is the application's buffer.) */
final class LinuxDmaBuf {
    static final long DMA_BUF_SYNC_READ = 1;
    static final long DMA_BUF_SYNC_WRITE = 2;
    static final long DMA_BUF_SYNC_RW = DMA_BUF_SYNC_READ | DMA_BUF_SYNC_WRITE;
    static final long DMA_BUF_SYNC_START = 0;
    static final long DMA_BUF_SYNC_END = 4;
    /** With the zero at its end. */
    static final int DMA_BUF_NAME_LEN = 32;

    static final long DMA_BUF_IOCTL_SYNC = Ioctl.iow('b', 0, DmaBufSyncLayout.SIZEOF);
    /** The argument is the name's address; the size of the number is that of a 64-bit pointer. */
    static final long DMA_BUF_SET_NAME_B = Ioctl.iow('b', 1, Long.BYTES);

    static final long DMA_BUF_IOCTL_EXPORT_SYNC_FILE = Ioctl.iowr('b', 2, DmaBufExportSyncFileLayout.SIZEOF);
    static final long DMA_BUF_IOCTL_IMPORT_SYNC_FILE = Ioctl.iow('b', 3, DmaBufImportSyncFileLayout.SIZEOF);

    private LinuxDmaBuf() {}

    /** {@code struct dma_buf_sync}. */
    static final class DmaBufSyncLayout {
        static final int SIZEOF = 8;
        static final int FLAGS = 0;

        private DmaBufSyncLayout() {}
    }

    /** {@code struct dma_buf_export_sync_file}. */
    static final class DmaBufExportSyncFileLayout {
        static final int SIZEOF = 8;
        static final int FLAGS = 0;
        static final int FD = 4;

        private DmaBufExportSyncFileLayout() {}
    }

    /** {@code struct dma_buf_import_sync_file}. */
    static final class DmaBufImportSyncFileLayout {
        static final int SIZEOF = 8;
        static final int FLAGS = 0;
        static final int FD = 4;

        private DmaBufImportSyncFileLayout() {}
    }
}
