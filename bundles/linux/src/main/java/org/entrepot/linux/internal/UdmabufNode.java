package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.internal.Udmabuf.UdmabufCreateItemLayout;
import org.entrepot.linux.internal.Udmabuf.UdmabufCreateListLayout;

/**
 * {@code /dev/udmabuf} ({@code drivers/dma-buf/udmabuf.c}): makes DMA-BUFs of sealed files in memory. The pages stay where they
 * are as long as the DMA-BUF lives.
 *
 * @param node the device
 * @param largest bytes of one DMA-BUF at most; 0 if none can be made
 * @param ranges of one DMA-BUF at most
 * @param reason why, for people
 */
record UdmabufNode(Path node, long largest, int ranges, String reason) {
    private static final Path NODE = Path.of("/dev/udmabuf");
    private static final Path PARAMETERS = Path.of("/sys/module/udmabuf/parameters");
    private static final long USUAL_MEBIBYTES = 64;
    private static final long USUAL_RANGES = 1024;

    /** Looks for the device, by opening it. */
    static UdmabufNode find() {
        int fd = Fcntl.open(NODE.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        if (fd < 0) {
            return none(whyNot(Native.getLastError()));
        }
        Unistd.close(fd);
        long mebibytes = SystemFile.number(PARAMETERS.resolve("size_limit_mb")).orElse(USUAL_MEBIBYTES);
        long ranges = SystemFile.number(PARAMETERS.resolve("list_limit")).orElse(USUAL_RANGES);
        return new UdmabufNode(
                NODE, mebibytes << 20, Math.toIntExact(ranges), NODE + " makes DMA-BUFs of memory files");
    }

    /** None, for a reason. */
    static UdmabufNode none(String reason) {
        return new UdmabufNode(NODE, 0, 0, reason);
    }

    private static String whyNot(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO -> NODE + " is not here (modprobe udmabuf)";
            case Errno.EPERM, Errno.EACCES ->
                NODE + " is not this user's to open: " + NodePermission.advice(NODE, "misc");
            default -> NODE + " does not open: errno=" + errno;
        };
    }

    boolean makes(long bytes) {
        return bytes <= largest;
    }

    /**
     * Makes a DMA-BUF of ranges, one after the other.
     *
     * @param name for people
     * @return its descriptor, close-on-exec, the caller's
     */
    int create(String name, List<Part> parts) {
        check(parts);
        ByteBuffer list = list(parts);
        int device = Fcntl.open(node.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        if (device < 0) {
            throw Errno.failure("open(" + node + ")");
        }
        try {
            int made = SysIoctl.ioctl(device, Udmabuf.UDMABUF_CREATE_LIST, list);
            if (made < 0) {
                throw refused(parts);
            }
            return named(made, name);
        } finally {
            Unistd.close(device);
        }
    }

    private static int named(int made, String name) {
        try {
            DmaBufSync.name(made, name);
            return made;
        } catch (EntrepotException e) {
            Unistd.close(made);
            throw e;
        }
    }

    private void check(List<Part> parts) {
        if (largest == 0) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED, "memory files become DMA-BUFs: parts=" + parts + "; " + reason);
        }
        long bytes = parts.stream().mapToLong(Part::bytes).reduce(0, Math::addExact);
        if (parts.isEmpty() || parts.size() > ranges || bytes > largest) {
            throw new EntrepotException(
                    Reason.LIMIT,
                    "a DMA-BUF of memory files keeps the kernel's limits: parts=" + parts.size() + " most=" + ranges
                            + " bytes=" + bytes + " largest=" + largest
                            + "; take less, or raise size_limit_mb and list_limit of udmabuf");
        }
    }

    private static ByteBuffer list(List<Part> parts) {
        ByteBuffer list = ByteBuffer.allocateDirect(
                        UdmabufCreateListLayout.SIZEOF + parts.size() * UdmabufCreateItemLayout.SIZEOF)
                .order(ByteOrder.nativeOrder())
                .putInt(UdmabufCreateListLayout.FLAGS, Udmabuf.UDMABUF_FLAGS_CLOEXEC)
                .putInt(UdmabufCreateListLayout.COUNT, parts.size());
        int start = UdmabufCreateListLayout.LIST;
        for (Part part : parts) {
            list.putInt(start + UdmabufCreateItemLayout.MEMFD, part.descriptor())
                    .putLong(start + UdmabufCreateItemLayout.OFFSET, part.offset())
                    .putLong(start + UdmabufCreateItemLayout.SIZE, part.bytes());
            start += UdmabufCreateItemLayout.SIZEOF;
        }
        return list;
    }

    private static EntrepotException refused(List<Part> parts) {
        int errno = Native.getLastError();
        return errno == Errno.EINVAL
                ? new EntrepotException(
                        Reason.UNSUPPORTED,
                        "memory files are sealed against shrinking and not against writing, and their parts lie in them: parts="
                                + parts + " errno=EINVAL; see the log of the kernel")
                : Errno.failure("ioctl(UDMABUF_CREATE_LIST, " + parts.size() + " parts)", errno);
    }
}
