package org.entrepot.lab;

import java.nio.ByteBuffer;
import org.entrepot.api.Direction;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.GuestVfio;
import org.entrepot.linux.internal.RawMemory;

/** The emulator's teaching device copies from one place in memory to another, both mapped for it. */
final class EduTrial implements Trial {
    /** Of the memory. */
    static final int BYTES = 4 << 12;

    private static final long IOVA = 0x20_0000;
    private static final int TARGET = 2 << 12;
    private static final int COPIED = 4000;

    private final Edu edu;
    private final Way way;

    EduTrial(Edu edu, Way way) {
        this.edu = edu;
        this.way = way;
    }

    @Override
    public Outcome with(Memory memory) {
        try (RawMemory raw = memory.raw(BYTES);
                VfioDevice device = open()) {
            device.map(IOVA, raw.address(), BYTES, Direction.BIDIRECTIONAL);
            ByteBuffer view = raw.mapped();
            for (int at = 0; at < COPIED; at++) {
                view.put(at, (byte) (at * 31 + 7));
                view.put(TARGET + at, (byte) 0);
            }
            new EduDriver(device).copy(IOVA, IOVA + TARGET, COPIED);
            return Outcome.of(arrived(view), COPIED, "bytes");
        }
    }

    private static int arrived(ByteBuffer view) {
        int arrived = 0;
        for (int at = 0; at < COPIED; at++) {
            arrived += view.get(TARGET + at) == view.get(at) ? 1 : 0;
        }
        return arrived;
    }

    /** What the device writes to an address that is one bit longer than its own. */
    Outcome beyondItsReach() {
        try (RawMemory raw = Memory.FILE.raw(BYTES);
                VfioDevice device = open()) {
            long beyond = 1L << EduDriver.ADDRESS_BITS;
            device.map(IOVA, raw.address(), BYTES, Direction.TO_DEVICE);
            fill(raw.mapped());
            EduDriver driver = new EduDriver(device);
            driver.read(IOVA, COPIED);
            device.unmap(IOVA, BYTES);
            raw.mapped().put(0, new byte[COPIED]);
            device.map(beyond, raw.address(), BYTES, Direction.BIDIRECTIONAL);
            driver.write(beyond, COPIED);
            return Outcome.of(COPIED - zeros(raw.mapped()), COPIED, "bytes");
        }
    }

    private static void fill(ByteBuffer view) {
        for (int at = 0; at < COPIED; at++) {
            view.put(at, (byte) 1);
        }
    }

    private static int zeros(ByteBuffer view) {
        int zeros = 0;
        for (int at = 0; at < COPIED; at++) {
            zeros += view.get(at) == 0 ? 1 : 0;
        }
        return zeros;
    }

    private VfioDevice open() {
        return GuestVfio.devices().open(edu.function(), way);
    }
}
