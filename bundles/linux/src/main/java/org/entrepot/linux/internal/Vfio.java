package org.entrepot.linux.internal;

/**
 * {@code <linux/vfio.h>}: a device handed to a driver in user space. Each structure begins with its own size, in {@code ARGSZ};
 * the numbers of the calls say nothing of it.
 */
final class Vfio {
    static final int VFIO_API_VERSION = 0;
    static final int VFIO_TYPE1v2_IOMMU = 3;
    static final int VFIO_NOIOMMU_IOMMU = 8;

    static final long VFIO_GET_API_VERSION = call(0);
    static final long VFIO_CHECK_EXTENSION = call(1);
    static final long VFIO_SET_IOMMU = call(2);
    static final long VFIO_GROUP_GET_STATUS = call(3);
    static final long VFIO_GROUP_SET_CONTAINER = call(4);
    static final long VFIO_GROUP_UNSET_CONTAINER = call(5);
    static final long VFIO_GROUP_GET_DEVICE_FD = call(6);
    static final long VFIO_DEVICE_GET_INFO = call(7);
    static final long VFIO_DEVICE_GET_REGION_INFO = call(8);
    static final long VFIO_DEVICE_GET_IRQ_INFO = call(9);
    static final long VFIO_DEVICE_SET_IRQS = call(10);
    static final long VFIO_DEVICE_RESET = call(11);
    static final long VFIO_IOMMU_GET_INFO = call(12);
    static final long VFIO_IOMMU_MAP_DMA = call(13);
    static final long VFIO_IOMMU_UNMAP_DMA = call(14);
    static final long VFIO_DEVICE_BIND_IOMMUFD = call(18);
    static final long VFIO_DEVICE_ATTACH_IOMMUFD_PT = call(19);
    static final long VFIO_DEVICE_DETACH_IOMMUFD_PT = call(20);

    static final int VFIO_GROUP_FLAGS_VIABLE = 1;
    static final int VFIO_GROUP_FLAGS_CONTAINER_SET = 2;
    static final int VFIO_DEVICE_FLAGS_RESET = 1;
    static final int VFIO_DEVICE_FLAGS_PCI = 2;
    static final int VFIO_REGION_INFO_FLAG_READ = 1;
    static final int VFIO_REGION_INFO_FLAG_WRITE = 2;
    static final int VFIO_REGION_INFO_FLAG_MMAP = 4;
    static final int VFIO_IRQ_INFO_EVENTFD = 1;
    static final int VFIO_IRQ_SET_DATA_NONE = 1;
    static final int VFIO_IRQ_SET_DATA_EVENTFD = 4;
    static final int VFIO_IRQ_SET_ACTION_MASK = 8;
    static final int VFIO_IRQ_SET_ACTION_UNMASK = 16;
    static final int VFIO_IRQ_SET_ACTION_TRIGGER = 32;
    static final int VFIO_IOMMU_INFO_PGSIZES = 1;
    static final int VFIO_IOMMU_INFO_CAPS = 2;
    static final int VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE = 1;
    static final int VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL = 3;
    static final int VFIO_DMA_MAP_FLAG_READ = 1;
    static final int VFIO_DMA_MAP_FLAG_WRITE = 2;
    static final int VFIO_DMA_UNMAP_FLAG_ALL = 2;

    static final int VFIO_PCI_BAR0_REGION_INDEX = 0;
    static final int VFIO_PCI_CONFIG_REGION_INDEX = 7;
    static final int VFIO_PCI_INTX_IRQ_INDEX = 0;
    static final int VFIO_PCI_MSI_IRQ_INDEX = 1;
    static final int VFIO_PCI_MSIX_IRQ_INDEX = 2;
    static final int VFIO_PCI_REQ_IRQ_INDEX = 4;

    private Vfio() {}

    private static long call(int number) {
        return Ioctl.io(';', 100 + number);
    }

    /** {@code struct vfio_info_cap_header}: one of a chain of capabilities; {@code NEXT} counts from the start of the whole. */
    static final class VfioInfoCapHeaderLayout {
        static final int SIZEOF = 8;
        static final int ID = 0;
        static final int VERSION = 2;
        static final int NEXT = 4;

        private VfioInfoCapHeaderLayout() {}
    }

    /** {@code struct vfio_group_status}. */
    static final class VfioGroupStatusLayout {
        static final int SIZEOF = 8;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;

        private VfioGroupStatusLayout() {}
    }

    /** {@code struct vfio_device_info}: it grew in Linux 6.2; every kernel takes and fills what comes before its capabilities. */
    static final class VfioDeviceInfoLayout {
        static final int OFFSETOFEND_NUM_IRQS = 16;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int NUM_REGIONS = 8;
        static final int NUM_IRQS = 12;

        private VfioDeviceInfoLayout() {}
    }

    /** {@code struct vfio_region_info}; {@code OFFSET} is where the region lies in the device's descriptor. */
    static final class VfioRegionInfoLayout {
        static final int SIZEOF = 32;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int INDEX = 8;
        static final int CAP_OFFSET = 12;
        static final int SIZE = 16;
        static final int OFFSET = 24;

        private VfioRegionInfoLayout() {}
    }

    /** {@code struct vfio_irq_info}. */
    static final class VfioIrqInfoLayout {
        static final int SIZEOF = 16;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int INDEX = 8;
        static final int COUNT = 12;

        private VfioIrqInfoLayout() {}
    }

    /** {@code struct vfio_irq_set}: the head before the descriptors. */
    static final class VfioIrqSetLayout {
        static final int SIZEOF = 20;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int INDEX = 8;
        static final int START = 12;
        static final int COUNT = 16;
        static final int DATA = 20;

        private VfioIrqSetLayout() {}
    }

    /** {@code struct vfio_iommu_type1_info}. */
    static final class VfioIommuType1InfoLayout {
        static final int SIZEOF = 24;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int IOVA_PGSIZES = 8;
        static final int CAP_OFFSET = 16;

        private VfioIommuType1InfoLayout() {}
    }

    /** {@code struct vfio_iova_range}: both ends belong to it. */
    static final class VfioIovaRangeLayout {
        static final int SIZEOF = 16;
        static final int START = 0;
        static final int END = 8;

        private VfioIovaRangeLayout() {}
    }

    /** {@code struct vfio_iommu_type1_info_cap_iova_range}: the head before the ranges. */
    static final class VfioIommuType1InfoCapIovaRangeLayout {
        static final int SIZEOF = 16;
        static final int HEADER = 0;
        static final int NR_IOVAS = 8;
        static final int IOVA_RANGES = 16;

        private VfioIommuType1InfoCapIovaRangeLayout() {}
    }

    /** {@code struct vfio_iommu_type1_info_dma_avail}. */
    static final class VfioIommuType1InfoDmaAvailLayout {
        static final int SIZEOF = 12;
        static final int HEADER = 0;
        static final int AVAIL = 8;

        private VfioIommuType1InfoDmaAvailLayout() {}
    }

    /** {@code struct vfio_iommu_type1_dma_map}. */
    static final class VfioIommuType1DmaMapLayout {
        static final int SIZEOF = 32;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int VADDR = 8;
        static final int IOVA = 16;
        static final int SIZE = 24;

        private VfioIommuType1DmaMapLayout() {}
    }

    /** {@code struct vfio_iommu_type1_dma_unmap}. */
    static final class VfioIommuType1DmaUnmapLayout {
        static final int SIZEOF = 24;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int IOVA = 8;
        static final int SIZE = 16;

        private VfioIommuType1DmaUnmapLayout() {}
    }

    /** {@code struct vfio_device_bind_iommufd}. */
    static final class VfioDeviceBindIommufdLayout {
        static final int SIZEOF = 16;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int IOMMUFD = 8;
        static final int OUT_DEVID = 12;

        private VfioDeviceBindIommufdLayout() {}
    }

    /** {@code struct vfio_device_attach_iommufd_pt}. */
    static final class VfioDeviceAttachIommufdPtLayout {
        static final int SIZEOF = 12;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;
        static final int PT_ID = 8;

        private VfioDeviceAttachIommufdPtLayout() {}
    }

    /** {@code struct vfio_device_detach_iommufd_pt}. */
    static final class VfioDeviceDetachIommufdPtLayout {
        static final int SIZEOF = 8;
        static final int ARGSZ = 0;
        static final int FLAGS = 4;

        private VfioDeviceDetachIommufdPtLayout() {}
    }
}
