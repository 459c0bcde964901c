package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.Vfio.VfioGroupStatusLayout;
import org.entrepot.linux.internal.Vfio.VfioInfoCapHeaderLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1DmaMapLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1DmaUnmapLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1InfoCapIovaRangeLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1InfoLayout;
import org.entrepot.linux.internal.Vfio.VfioIovaRangeLayout;

/** A container with one group and one device of it ({@code drivers/vfio/vfio_iommu_type1.c}, version 2). */
final class Type1Space implements IoSpace {
    /** The node that makes containers. */
    static final Path CONTAINER = Path.of("/dev/vfio/vfio");

    private final DeviceFile container;
    private final DeviceFile group;
    private final DeviceFile device;
    private final List<Reach> valid;

    private Type1Space(DeviceFile container, DeviceFile group, DeviceFile device, List<Reach> valid) {
        this.container = container;
        this.group = group;
        this.device = device;
        this.valid = valid;
    }

    /** Opens the device's group, and the device. What fails leaves nothing open. */
    static Type1Space open(VfioPlace place) {
        DeviceFile container = VfioFailure.opened(CONTAINER);
        try {
            check(container);
            DeviceFile group = VfioFailure.opened(place.groupNode());
            try {
                join(group, container, place);
                List<Reach> valid = valid(container);
                return new Type1Space(container, group, device(group, place), valid);
            } catch (RuntimeException e) {
                group.close();
                throw e;
            }
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private static void check(DeviceFile container) {
        int version = container.used(fd -> SysIoctl.ioctl(fd, Vfio.VFIO_GET_API_VERSION, 0L));
        int type1 = container.used(fd -> SysIoctl.ioctl(fd, Vfio.VFIO_CHECK_EXTENSION, Vfio.VFIO_TYPE1v2_IOMMU));
        if (version != Vfio.VFIO_API_VERSION || type1 != 1) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "the kernel knows VFIO's type 1 v2: node=" + container.name() + " version=" + version + " type1v2="
                            + type1 + "; modprobe vfio_iommu_type1, or use iommufd");
        }
    }

    private static void join(DeviceFile group, DeviceFile container, VfioPlace place) {
        ByteBuffer status = DeviceFile.structure(VfioGroupStatusLayout.SIZEOF)
                .putInt(VfioGroupStatusLayout.ARGSZ, VfioGroupStatusLayout.SIZEOF);
        made(group, "VFIO_GROUP_GET_STATUS", group.call(Vfio.VFIO_GROUP_GET_STATUS, status));
        if ((status.getInt(VfioGroupStatusLayout.FLAGS) & Vfio.VFIO_GROUP_FLAGS_VIABLE) == 0) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "all devices of a group are bound to vfio-pci or to no driver: device=" + place.address()
                            + " group=" + place.group() + "; see /sys/kernel/iommu_groups/" + place.group()
                            + "/devices");
        }
        ByteBuffer descriptor = DeviceFile.structure(Integer.BYTES);
        container.used(fd -> descriptor.putInt(0, fd).getInt(0));
        made(group, "VFIO_GROUP_SET_CONTAINER", group.call(Vfio.VFIO_GROUP_SET_CONTAINER, descriptor));
        made(container, "VFIO_SET_IOMMU", container.call(Vfio.VFIO_SET_IOMMU, Vfio.VFIO_TYPE1v2_IOMMU));
    }

    private static DeviceFile device(DeviceFile group, VfioPlace place) {
        byte[] name = place.address().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer text = DeviceFile.structure(name.length + 1).put(0, name);
        AtomicInteger errno = new AtomicInteger();
        int fd = group.used(open -> {
            int made = SysIoctl.ioctl(open, Vfio.VFIO_GROUP_GET_DEVICE_FD, text);
            errno.set(made < 0 ? Native.getLastError() : 0);
            return made;
        });
        made(group, "VFIO_GROUP_GET_DEVICE_FD", errno.get());
        return new DeviceFile(place.address(), fd);
    }

    private static void made(DeviceFile file, String call, int errno) {
        if (errno != 0) {
            throw VfioFailure.of(file.name(), call, errno);
        }
    }

    /** Asked twice: first how long the answer is. */
    private static List<Reach> valid(DeviceFile container) {
        ByteBuffer head = info(container, VfioIommuType1InfoLayout.SIZEOF);
        int whole = Math.max(VfioIommuType1InfoLayout.SIZEOF, head.getInt(VfioIommuType1InfoLayout.ARGSZ));
        ByteBuffer info = info(container, whole);
        if ((info.getInt(VfioIommuType1InfoLayout.FLAGS) & Vfio.VFIO_IOMMU_INFO_CAPS) == 0) {
            return List.of(new Reach(0, -1L));
        }
        return ranges(info);
    }

    private static ByteBuffer info(DeviceFile container, int size) {
        ByteBuffer info = DeviceFile.structure(size).putInt(VfioIommuType1InfoLayout.ARGSZ, size);
        made(container, "VFIO_IOMMU_GET_INFO", container.call(Vfio.VFIO_IOMMU_GET_INFO, info));
        return info;
    }

    /** The ranges of a chain of capabilities; all addresses if it does not tell. */
    static List<Reach> ranges(ByteBuffer info) {
        for (int at = info.getInt(VfioIommuType1InfoLayout.CAP_OFFSET); at != 0; ) {
            if (info.getShort(at + VfioInfoCapHeaderLayout.ID) == Vfio.VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE) {
                return rangesOf(info, at);
            }
            at = info.getInt(at + VfioInfoCapHeaderLayout.NEXT);
        }
        return List.of(new Reach(0, -1L));
    }

    private static List<Reach> rangesOf(ByteBuffer info, int capability) {
        int count = info.getInt(capability + VfioIommuType1InfoCapIovaRangeLayout.NR_IOVAS);
        List<Reach> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = capability + VfioIommuType1InfoCapIovaRangeLayout.IOVA_RANGES + i * VfioIovaRangeLayout.SIZEOF;
            ranges.add(new Reach(
                    info.getLong(at + VfioIovaRangeLayout.START), info.getLong(at + VfioIovaRangeLayout.END)));
        }
        return List.copyOf(ranges);
    }

    @Override
    public Way way() {
        return Way.TYPE1;
    }

    @Override
    public List<Reach> valid() {
        return valid;
    }

    @Override
    public int map(long iova, long address, long bytes, Direction direction) {
        int flags = (direction == Direction.FROM_DEVICE ? 0 : Vfio.VFIO_DMA_MAP_FLAG_READ)
                | (direction == Direction.TO_DEVICE ? 0 : Vfio.VFIO_DMA_MAP_FLAG_WRITE);
        ByteBuffer map = DeviceFile.structure(VfioIommuType1DmaMapLayout.SIZEOF)
                .putInt(VfioIommuType1DmaMapLayout.ARGSZ, VfioIommuType1DmaMapLayout.SIZEOF)
                .putInt(VfioIommuType1DmaMapLayout.FLAGS, flags)
                .putLong(VfioIommuType1DmaMapLayout.VADDR, address)
                .putLong(VfioIommuType1DmaMapLayout.IOVA, iova)
                .putLong(VfioIommuType1DmaMapLayout.SIZE, bytes);
        return container.call(Vfio.VFIO_IOMMU_MAP_DMA, map);
    }

    @Override
    public int unmap(long iova, long bytes) {
        ByteBuffer unmap = DeviceFile.structure(VfioIommuType1DmaUnmapLayout.SIZEOF)
                .putInt(VfioIommuType1DmaUnmapLayout.ARGSZ, VfioIommuType1DmaUnmapLayout.SIZEOF)
                .putLong(VfioIommuType1DmaUnmapLayout.IOVA, iova)
                .putLong(VfioIommuType1DmaUnmapLayout.SIZE, bytes);
        int errno = container.call(Vfio.VFIO_IOMMU_UNMAP_DMA, unmap);
        return errno == 0 && unmap.getLong(VfioIommuType1DmaUnmapLayout.SIZE) != bytes ? Errno.ENOENT : errno;
    }

    @Override
    public DeviceFile device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
        group.close();
        container.close();
    }
}
