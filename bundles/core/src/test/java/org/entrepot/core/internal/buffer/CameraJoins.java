package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.junit.jupiter.api.BeforeEach;

/** A buffer above 4 GiB that a display uses, and a camera that joins and reaches one run below. */
class CameraJoins extends TwoHeaps {
    static final int SIZE = 9 << 20;

    Backend plenty;
    Backend scarce;
    Device display;

    @BeforeEach
    void bringEverybodyIn() {
        plenty = machine.heap(system);
        scarce = machine.heap(cma);
        display = machine.device("display0", TestMachine.IOMMU_BUS, Constraints.NONE);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
    }

    DmaBuf filled() {
        DmaBuf buffer = allocate(SIZE, "display0");
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            for (int at = 0; at < SIZE; at += 4) {
                access.view().putInt(at, at * 31);
            }
        }
        return buffer;
    }

    static void assertFilled(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            for (int at = 0; at < SIZE; at += 4) {
                assertThat(access.view().getInt(at)).isEqualTo(at * 31);
            }
        }
    }
}
