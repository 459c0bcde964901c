package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** What failed calls of VFIO and iommufd mean to whoever drives a device. */
final class VfioFailure {
    private VfioFailure() {}

    /** Opens a node, close-on-exec. */
    static DeviceFile opened(Path node) {
        int fd = Fcntl.open(node.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        if (fd < 0) {
            throw refused(node, Native.getLastError());
        }
        return new DeviceFile(node.toString(), fd);
    }

    private static EntrepotException refused(Path node, int errno) {
        String facts = "node=" + node + " errno=" + errno;
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "this user may open the device: " + facts + "; "
                                + NodePermission.advice(node, subsystem(node)));
            case Errno.EBUSY ->
                new EntrepotException(
                        Reason.BUSY,
                        "one program has a group of devices: " + facts
                                + " (EBUSY); end the other program, or drive one device of the group only");
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
                new EntrepotException(
                        Reason.UNKNOWN,
                        "a node of VFIO is here: " + facts + "; modprobe vfio-pci, or hand it to the container");
            default -> Errno.failure("open(" + node + ")", errno);
        };
    }

    private static String subsystem(Path node) {
        return node.endsWith("iommu") || node.endsWith("vfio/vfio") ? "misc" : "vfio";
    }

    /** A call that sets something up failed. */
    static EntrepotException of(String node, String call, int errno) {
        String facts = "node=" + node + " call=" + call + " errno=" + errno;
        return switch (errno) {
            case Errno.ENODEV, Errno.ENXIO, Errno.EIO ->
                new EntrepotException(Reason.GONE, "a device is here: " + facts + "; plug it in again");
            case Errno.EBUSY ->
                new EntrepotException(
                        Reason.BUSY,
                        "nobody else drives the device or its group: " + facts + " (EBUSY); end the other program");
            case Errno.ENOTTY ->
                new EntrepotException(
                        Reason.UNSUPPORTED,
                        "the kernel and the device know the call: " + facts
                                + " (ENOTTY); load vfio_iommu_type1 or iommufd, or boot a newer kernel");
            case Errno.EPERM ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "the I/O MMU keeps interrupts apart: " + facts
                                + " (EPERM); enable interrupt remapping in the firmware, see the kernel's log");
            default -> Errno.failure("ioctl(" + node + ", " + call + ")", errno);
        };
    }

    /**
     * Memory was not mapped.
     *
     * @param what iova, address and size, for the message
     */
    static EntrepotException mapping(String device, String what, int errno) {
        String facts = "device=" + device + " " + what + " errno=" + errno;
        return switch (errno) {
            case Errno.EFAULT ->
                new EntrepotException(
                        Reason.REFUSED,
                        "what a device maps can be pinned: " + facts
                                + " (EFAULT); a DMA-BUF of the kernel cannot, take a memory file, huge pages or a carve-out");
            case Errno.ENOMEM ->
                new EntrepotException(
                        Reason.LIMIT,
                        "this user may pin so much memory: " + facts
                                + " (ENOMEM); raise the limit of locked memory (ulimit -l, LimitMEMLOCK=)");
            case Errno.ENOSPC ->
                new EntrepotException(
                        Reason.LIMIT,
                        "a device has room for another mapping: " + facts
                                + " (ENOSPC); unmap some, or raise dma_entry_limit of vfio_iommu_type1");
            case Errno.EEXIST ->
                new EntrepotException(
                        Reason.BUSY, "a device's addresses are mapped once: " + facts + " (EEXIST); unmap them first");
            case Errno.EINVAL ->
                new EntrepotException(
                        Reason.REFUSED,
                        "a mapping lies within what the I/O MMU translates: " + facts + " (EINVAL); see valid()");
            default -> of(device, "map", errno);
        };
    }
}
