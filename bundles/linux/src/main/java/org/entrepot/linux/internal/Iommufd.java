package org.entrepot.linux.internal;

/**
 * {@code <linux/iommufd.h>}: address spaces of an I/O MMU as objects. Each structure begins with its own size, in {@code SIZE}; the
 * numbers of the calls say nothing of it.
 */
final class Iommufd {
    static final long IOMMU_DESTROY = call(0x80);
    static final long IOMMU_IOAS_ALLOC = call(0x81);
    static final long IOMMU_IOAS_ALLOW_IOVAS = call(0x82);
    static final long IOMMU_IOAS_COPY = call(0x83);
    static final long IOMMU_IOAS_IOVA_RANGES = call(0x84);
    static final long IOMMU_IOAS_MAP = call(0x85);
    static final long IOMMU_IOAS_UNMAP = call(0x86);

    static final int IOMMU_IOAS_MAP_FIXED_IOVA = 1;
    static final int IOMMU_IOAS_MAP_WRITEABLE = 2;
    static final int IOMMU_IOAS_MAP_READABLE = 4;

    private Iommufd() {}

    private static long call(int number) {
        return Ioctl.io(';', number);
    }

    /** {@code struct iommu_destroy}. */
    static final class IommuDestroyLayout {
        static final int SIZEOF = 8;
        static final int SIZE = 0;
        static final int ID = 4;

        private IommuDestroyLayout() {}
    }

    /** {@code struct iommu_ioas_alloc}. */
    static final class IommuIoasAllocLayout {
        static final int SIZEOF = 12;
        static final int SIZE = 0;
        static final int FLAGS = 4;
        static final int OUT_IOAS_ID = 8;

        private IommuIoasAllocLayout() {}
    }

    /** {@code struct iommu_iova_range}: both ends belong to it. */
    static final class IommuIovaRangeLayout {
        static final int SIZEOF = 16;
        static final int START = 0;
        static final int LAST = 8;

        private IommuIovaRangeLayout() {}
    }

    /** {@code struct iommu_ioas_iova_ranges}; {@code ALLOWED_IOVAS} is the address of an array that the kernel fills. */
    static final class IommuIoasIovaRangesLayout {
        static final int SIZEOF = 32;
        static final int SIZE = 0;
        static final int IOAS_ID = 4;
        static final int NUM_IOVAS = 8;
        static final int ALLOWED_IOVAS = 16;
        static final int OUT_IOVA_ALIGNMENT = 24;

        private IommuIoasIovaRangesLayout() {}
    }

    /** {@code struct iommu_ioas_map}. */
    static final class IommuIoasMapLayout {
        static final int SIZEOF = 40;
        static final int SIZE = 0;
        static final int FLAGS = 4;
        static final int IOAS_ID = 8;
        static final int USER_VA = 16;
        static final int LENGTH = 24;
        static final int IOVA = 32;

        private IommuIoasMapLayout() {}
    }

    /** {@code struct iommu_ioas_unmap}. */
    static final class IommuIoasUnmapLayout {
        static final int SIZEOF = 24;
        static final int SIZE = 0;
        static final int IOAS_ID = 4;
        static final int IOVA = 8;
        static final int LENGTH = 16;

        private IommuIoasUnmapLayout() {}
    }
}
