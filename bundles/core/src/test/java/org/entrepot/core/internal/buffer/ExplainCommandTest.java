package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.junit.jupiter.api.Test;

/** The words are those that the console reads; its own test reads the same ones. */
class ExplainCommandTest {
    @Test
    void shouldTypeAnImageWithItsDevicesAsTheConsoleReadsIt() {
        AllocationRequest request = AllocationRequest.image(64, 48, PixelFormat.NV12, PixelFormat.I420)
                .use("camera0", Direction.FROM_DEVICE)
                .device("encoder0", Orientation.ROTATE_90)
                .use("encoder0", Direction.TO_DEVICE)
                .device("display0", Orientation.TRANSPOSE)
                .modifiers(new Modifier(0x0100_0000_0000_0001L), Modifier.LINEAR)
                .cpuUse(CpuUse.NONE)
                .tags("preview")
                .build();

        assertThat(ExplainCommand.of(request))
                .isEqualTo("dma:explain camera0:write encoder0@90:read display0@transpose --tag preview --cpu none "
                        + "--image 64x48 NV12 I420 --modifier 0x0100000000000001 --modifier LINEAR");
    }

    @Test
    void shouldTypeNoMoreThanIsNeeded() {
        assertThat(ExplainCommand.of(AllocationRequest.bytes(4096).build())).isEqualTo("dma:explain 4096");
        assertThat(ExplainCommand.of(AllocationRequest.image(64, 48, PixelFormat.NV12)
                        .devices("camera0")
                        .modifiers()
                        .build()))
                .isEqualTo("dma:explain camera0 --image 64x48 NV12 --modifier any");
    }
}
