package org.entrepot.linux.internal;

/** {@code <linux/sync_file.h>}: fences as descriptors. */
final class SyncFile {
    static final long SYNC_IOC_MERGE = Ioctl.iowr('>', 3, SyncMergeDataLayout.SIZEOF);
    static final long SYNC_IOC_FILE_INFO = Ioctl.iowr('>', 4, SyncFileInfoLayout.SIZEOF);

    private SyncFile() {}

    /** {@code struct sync_merge_data}. */
    static final class SyncMergeDataLayout {
        static final int SIZEOF = 48;
        static final int NAME = 0;
        static final int FD2 = 32;
        static final int FENCE = 36;
        static final int FLAGS = 40;

        private SyncMergeDataLayout() {}
    }

    /** {@code struct sync_fence_info}: status 0 is active, 1 signalled, less is an error number. */
    static final class SyncFenceInfoLayout {
        static final int SIZEOF = 80;
        static final int OBJ_NAME = 0;
        static final int DRIVER_NAME = 32;
        static final int STATUS = 64;
        static final int FLAGS = 68;
        static final int TIMESTAMP_NS = 72;

        private SyncFenceInfoLayout() {}
    }

    /** {@code struct sync_file_info}; the last is the address of an array that the kernel fills. */
    static final class SyncFileInfoLayout {
        static final int SIZEOF = 56;
        static final int NAME = 0;
        static final int STATUS = 32;
        static final int FLAGS = 36;
        static final int NUM_FENCES = 40;
        static final int SYNC_FENCE_INFO = 48;

        private SyncFileInfoLayout() {}
    }
}
