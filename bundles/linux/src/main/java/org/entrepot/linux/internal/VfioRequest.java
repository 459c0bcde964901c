package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import org.entrepot.linux.internal.Vfio.VfioIrqInfoLayout;
import org.entrepot.linux.internal.Vfio.VfioIrqSetLayout;

/** The signal by which the kernel asks a program to let a device go ({@code VFIO_PCI_REQ_IRQ_INDEX}). */
final class VfioRequest implements AutoCloseable {
    private static final int ONE = VfioIrqSetLayout.DATA + Integer.BYTES;

    private final DeviceFile event;
    private boolean signalled;

    private VfioRequest(DeviceFile event) {
        this.event = event;
    }

    /** Asks to be told; of a device that the kernel does not ask for, nothing will come. */
    static VfioRequest of(DeviceFile device) {
        int fd = SysEventfd.eventfd(0, SysEventfd.EFD_CLOEXEC | SysEventfd.EFD_NONBLOCK);
        if (fd < 0) {
            throw Errno.failure("eventfd(" + device.name() + ")");
        }
        VfioRequest request = new VfioRequest(new DeviceFile(device.name() + " request", fd));
        int errno = isKnown(device) ? set(device, fd) : 0;
        if (errno != 0) {
            request.close();
            throw VfioFailure.of(device.name(), "VFIO_DEVICE_SET_IRQS(REQ)", errno);
        }
        return request;
    }

    private static boolean isKnown(DeviceFile device) {
        ByteBuffer info = DeviceFile.structure(VfioIrqInfoLayout.SIZEOF)
                .putInt(VfioIrqInfoLayout.ARGSZ, VfioIrqInfoLayout.SIZEOF)
                .putInt(VfioIrqInfoLayout.INDEX, Vfio.VFIO_PCI_REQ_IRQ_INDEX);
        return device.call(Vfio.VFIO_DEVICE_GET_IRQ_INFO, info) == 0 && info.getInt(VfioIrqInfoLayout.COUNT) > 0;
    }

    private static int set(DeviceFile device, int fd) {
        ByteBuffer set = DeviceFile.structure(ONE)
                .putInt(VfioIrqSetLayout.ARGSZ, ONE)
                .putInt(VfioIrqSetLayout.FLAGS, Vfio.VFIO_IRQ_SET_DATA_EVENTFD | Vfio.VFIO_IRQ_SET_ACTION_TRIGGER)
                .putInt(VfioIrqSetLayout.INDEX, Vfio.VFIO_PCI_REQ_IRQ_INDEX)
                .putInt(VfioIrqSetLayout.COUNT, 1)
                .putInt(VfioIrqSetLayout.DATA, fd);
        return device.call(Vfio.VFIO_DEVICE_SET_IRQS, set);
    }

    /** Whether it came; once it has, it stays so. */
    synchronized boolean isSignalled() {
        if (!signalled && event.isOpen()) {
            ByteBuffer count = DeviceFile.structure(Long.BYTES);
            signalled = event.used(fd -> Unistd.read(fd, count, Long.BYTES) < 0 ? Native.getLastError() : 0) == 0;
        }
        return signalled;
    }

    @Override
    public void close() {
        event.close();
    }
}
