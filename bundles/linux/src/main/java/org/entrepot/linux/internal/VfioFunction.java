package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.Vfio.VfioDeviceInfoLayout;

/** A PCI function that a program drives. */
final class VfioFunction implements VfioDevice {
    private static final int COMMAND = 4;
    private static final int COMMAND_MASTER = 4;
    private static final int BARS = 6;

    private final VfioPlace place;
    private final IoSpace space;
    private final VfioRegions regions;
    private final VfioRequest request;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Object command = new Object();

    /**
     * Takes a device over.
     *
     * @param mappings shows its registers
     */
    VfioFunction(VfioPlace place, IoSpace space, Mappings mappings) {
        this.place = place;
        this.space = space;
        this.regions = new VfioRegions(space.device(), mappings);
        this.request = VfioRequest.of(space.device());
    }

    @Override
    public String address() {
        return place.address();
    }

    @Override
    public String model() {
        return place.model();
    }

    @Override
    public Way way() {
        return space.way();
    }

    @Override
    public int group() {
        return place.group();
    }

    @Override
    public List<Reach> valid() {
        return space.valid();
    }

    @Override
    public Registers bar(int bar) {
        if (bar < 0 || bar >= BARS) {
            throw new IllegalArgumentException("a function has base addresses 0 to 5: bar=" + bar);
        }
        return regions.bar(bar);
    }

    @Override
    public Registers configuration() {
        return regions.configuration();
    }

    @Override
    public void enableDma() {
        command(COMMAND_MASTER);
    }

    @Override
    public void disableDma() {
        command(0);
    }

    private void command(int master) {
        synchronized (command) {
            int now = regions.readConfiguration16(COMMAND);
            regions.writeConfiguration16(COMMAND, (now & ~COMMAND_MASTER) | master);
        }
    }

    @Override
    public void reset() {
        ByteBuffer info = DeviceFile.structure(VfioDeviceInfoLayout.OFFSETOFEND_NUM_IRQS)
                .putInt(VfioDeviceInfoLayout.ARGSZ, VfioDeviceInfoLayout.OFFSETOFEND_NUM_IRQS);
        made("VFIO_DEVICE_GET_INFO", space.device().call(Vfio.VFIO_DEVICE_GET_INFO, info));
        if ((info.getInt(VfioDeviceInfoLayout.FLAGS) & Vfio.VFIO_DEVICE_FLAGS_RESET) == 0) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a function can be reset: device=" + address()
                            + " has no reset of its own; reset it by its registers");
        }
        // The kernel gives the function its configuration back after the reset: without this it could reach memory at
        // once.
        disableDma();
        made("VFIO_DEVICE_RESET", space.device().call(Vfio.VFIO_DEVICE_RESET, 0L));
    }

    private void made(String call, int errno) {
        if (errno != 0) {
            throw VfioFailure.of(address(), call, errno);
        }
    }

    @Override
    public void map(long iova, long address, long bytes, Direction direction) {
        int errno = space.map(iova, address, bytes, direction);
        if (errno != 0) {
            throw VfioFailure.mapping(address(), "iova=0x" + Long.toHexString(iova) + " bytes=" + bytes, errno);
        }
    }

    @Override
    public void unmap(long iova, long bytes) {
        if (!open.get()) {
            return;
        }
        try {
            made("unmap", space.unmap(iova, bytes));
        } catch (IllegalStateException e) {
            if (open.get()) {
                throw e;
            }
            // Closed by another thread meanwhile, and everything unmapped with it.
        }
    }

    @Override
    public boolean isWantedBack() {
        return request.isSignalled();
    }

    private void endDma() {
        try {
            disableDma();
        } catch (EntrepotException e) {
            // A device that was unplugged reaches nothing; any other is stopped by the kernel when its file is closed.
            return;
        }
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            // Newest first, and all of it whatever fails: what is left open keeps the device from the system.
            try (request;
                    space;
                    regions) {
                endDma();
            }
        }
    }
}
