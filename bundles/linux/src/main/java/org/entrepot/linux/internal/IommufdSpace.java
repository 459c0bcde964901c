package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.Iommufd.IommuIoasAllocLayout;
import org.entrepot.linux.internal.Iommufd.IommuIoasIovaRangesLayout;
import org.entrepot.linux.internal.Iommufd.IommuIoasMapLayout;
import org.entrepot.linux.internal.Iommufd.IommuIoasUnmapLayout;
import org.entrepot.linux.internal.Iommufd.IommuIovaRangeLayout;
import org.entrepot.linux.internal.Vfio.VfioDeviceAttachIommufdPtLayout;
import org.entrepot.linux.internal.Vfio.VfioDeviceBindIommufdLayout;

/** An address space as an object, with one device attached ({@code Documentation/userspace-api/iommufd.rst}). */
final class IommufdSpace implements IoSpace {
    private static final Path NODE = Path.of("/dev/iommu");

    private final DeviceFile iommu;
    private final DeviceFile device;
    private final int ioas;
    private final List<Reach> valid;

    private IommufdSpace(DeviceFile iommu, DeviceFile device, int ioas) {
        this.iommu = iommu;
        this.device = device;
        this.ioas = ioas;
        this.valid = valid(iommu, ioas);
    }

    /** Opens the device, and attaches it to an address space of its own. What fails leaves nothing open. */
    static IommufdSpace open(VfioPlace place) {
        Path node = place.deviceNode()
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNSUPPORTED,
                        "the kernel has a node for the device itself: device=" + place.address()
                                + " vfio-dev=none (CONFIG_VFIO_DEVICE_CDEV); use type1"));
        DeviceFile iommu = VfioFailure.opened(NODE);
        try {
            DeviceFile device = VfioFailure.opened(node);
            try {
                return new IommufdSpace(iommu, device, attached(iommu, device));
            } catch (RuntimeException e) {
                device.close();
                throw e;
            }
        } catch (RuntimeException e) {
            iommu.close();
            throw e;
        }
    }

    private static int attached(DeviceFile iommu, DeviceFile device) {
        ByteBuffer bind = DeviceFile.structure(VfioDeviceBindIommufdLayout.SIZEOF)
                .putInt(VfioDeviceBindIommufdLayout.ARGSZ, VfioDeviceBindIommufdLayout.SIZEOF);
        iommu.used(
                fd -> bind.putInt(VfioDeviceBindIommufdLayout.IOMMUFD, fd).getInt(VfioDeviceBindIommufdLayout.IOMMUFD));
        made(device, "VFIO_DEVICE_BIND_IOMMUFD", device.call(Vfio.VFIO_DEVICE_BIND_IOMMUFD, bind));
        ByteBuffer space = DeviceFile.structure(IommuIoasAllocLayout.SIZEOF)
                .putInt(IommuIoasAllocLayout.SIZE, IommuIoasAllocLayout.SIZEOF);
        made(iommu, "IOMMU_IOAS_ALLOC", iommu.call(Iommufd.IOMMU_IOAS_ALLOC, space));
        int ioas = space.getInt(IommuIoasAllocLayout.OUT_IOAS_ID);
        ByteBuffer attach = DeviceFile.structure(VfioDeviceAttachIommufdPtLayout.SIZEOF)
                .putInt(VfioDeviceAttachIommufdPtLayout.ARGSZ, VfioDeviceAttachIommufdPtLayout.SIZEOF)
                .putInt(VfioDeviceAttachIommufdPtLayout.PT_ID, ioas);
        made(device, "VFIO_DEVICE_ATTACH_IOMMUFD_PT", device.call(Vfio.VFIO_DEVICE_ATTACH_IOMMUFD_PT, attach));
        return ioas;
    }

    private static void made(DeviceFile file, String call, int errno) {
        if (errno != 0) {
            throw VfioFailure.of(file.name(), call, errno);
        }
    }

    /** Asked twice: first how many there are, which is an error to the kernel. */
    private static List<Reach> valid(DeviceFile iommu, int ioas) {
        ByteBuffer ask = ask(ioas, 0, 0);
        int errno = iommu.call(Iommufd.IOMMU_IOAS_IOVA_RANGES, ask);
        if (errno != 0 && errno != Errno.EMSGSIZE) {
            throw VfioFailure.of(iommu.name(), "IOMMU_IOAS_IOVA_RANGES", errno);
        }
        int count = ask.getInt(IommuIoasIovaRangesLayout.NUM_IOVAS);
        ByteBuffer ranges = DeviceFile.structure(Math.max(1, count) * IommuIovaRangeLayout.SIZEOF);
        try {
            long address = Pointer.nativeValue(Native.getDirectBufferPointer(ranges));
            ByteBuffer again = ask(ioas, count, address);
            made(iommu, "IOMMU_IOAS_IOVA_RANGES", iommu.call(Iommufd.IOMMU_IOAS_IOVA_RANGES, again));
            return ranges(ranges, Math.min(count, again.getInt(IommuIoasIovaRangesLayout.NUM_IOVAS)));
        } finally {
            // The kernel was given its address, of which the JVM knows nothing.
            Reference.reachabilityFence(ranges);
        }
    }

    private static ByteBuffer ask(int ioas, int count, long array) {
        return DeviceFile.structure(IommuIoasIovaRangesLayout.SIZEOF)
                .putInt(IommuIoasIovaRangesLayout.SIZE, IommuIoasIovaRangesLayout.SIZEOF)
                .putInt(IommuIoasIovaRangesLayout.IOAS_ID, ioas)
                .putInt(IommuIoasIovaRangesLayout.NUM_IOVAS, count)
                .putLong(IommuIoasIovaRangesLayout.ALLOWED_IOVAS, array);
    }

    private static List<Reach> ranges(ByteBuffer array, int count) {
        List<Reach> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = i * IommuIovaRangeLayout.SIZEOF;
            ranges.add(new Reach(
                    array.getLong(at + IommuIovaRangeLayout.START), array.getLong(at + IommuIovaRangeLayout.LAST)));
        }
        return List.copyOf(ranges);
    }

    @Override
    public Way way() {
        return Way.IOMMUFD;
    }

    @Override
    public List<Reach> valid() {
        return valid;
    }

    @Override
    public int map(long iova, long address, long bytes, Direction direction) {
        int flags = Iommufd.IOMMU_IOAS_MAP_FIXED_IOVA
                | (direction == Direction.FROM_DEVICE ? 0 : Iommufd.IOMMU_IOAS_MAP_READABLE)
                | (direction == Direction.TO_DEVICE ? 0 : Iommufd.IOMMU_IOAS_MAP_WRITEABLE);
        ByteBuffer map = DeviceFile.structure(IommuIoasMapLayout.SIZEOF)
                .putInt(IommuIoasMapLayout.SIZE, IommuIoasMapLayout.SIZEOF)
                .putInt(IommuIoasMapLayout.FLAGS, flags)
                .putInt(IommuIoasMapLayout.IOAS_ID, ioas)
                .putLong(IommuIoasMapLayout.USER_VA, address)
                .putLong(IommuIoasMapLayout.LENGTH, bytes)
                .putLong(IommuIoasMapLayout.IOVA, iova);
        return iommu.call(Iommufd.IOMMU_IOAS_MAP, map);
    }

    @Override
    public int unmap(long iova, long bytes) {
        ByteBuffer unmap = DeviceFile.structure(IommuIoasUnmapLayout.SIZEOF)
                .putInt(IommuIoasUnmapLayout.SIZE, IommuIoasUnmapLayout.SIZEOF)
                .putInt(IommuIoasUnmapLayout.IOAS_ID, ioas)
                .putLong(IommuIoasUnmapLayout.IOVA, iova)
                .putLong(IommuIoasUnmapLayout.LENGTH, bytes);
        return iommu.call(Iommufd.IOMMU_IOAS_UNMAP, unmap);
    }

    @Override
    public DeviceFile device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
        iommu.close();
    }
}
