package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.internal.Vivid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kernel's virtual output puts out pictures of the engine's buffers, one after the other, until it is unplugged. */
@Shows(Feature.PUT_OUT)
class OutputInGuest {
    private static final String NAME = "output-test";
    private static final int FRAMES = 10;

    private final VideoScene scene = new VideoScene(Map.of("platform:vivid-000", NAME));

    @AfterEach
    void closeAll() {
        scene.close();
    }

    @Test
    void shouldPutOutPicturesAndEndWhenItIsUnplugged() throws IOException {
        scene.arrive("system");
        try (Vivid vivid = Vivid.output(Vivid.VMALLOC)) {
            V4l2Devices devices = scene.devices(Map.of());
            Output output = (Output) scene.device(NAME);
            AllocationRequest request = request(vivid, output);
            try (DmaBuf first = scene.engine().allocator().allocate(request);
                    DmaBuf second = scene.engine().allocator().allocate(request);
                    Attachment toFirst = first.attach(NAME);
                    Attachment toSecond = second.attach(NAME);
                    DeviceMapping one = toFirst.map(Direction.TO_DEVICE);
                    DeviceMapping other = toSecond.map(Direction.TO_DEVICE);
                    DisplayOutput running = output.open(Optional.empty())) {
                ImageLayout layout = (ImageLayout) first.layout();
                for (int frame = 0; frame < FRAMES; frame++) {
                    assertThat(running.scanOut(frame % 2 == 0 ? one : other, layout))
                            .isEmpty();
                }
                vivid.unplug();
                assertThatExceptionOfType(EntrepotException.class)
                        .isThrownBy(() -> running.scanOut(one, layout))
                        .extracting(EntrepotException::reason)
                        .isEqualTo(Reason.GONE);
            }
            devices.deactivate();
        }
    }

    /** A picture of the size that the output has now. */
    private static AllocationRequest request(Vivid vivid, Output output) {
        try (VideoDevice device = vivid.open()) {
            Format now = device.format(Queue.OUTPUT);
            return AllocationRequest.image(
                            now.width(), now.height(), output.formats().get(0))
                    .devices(NAME)
                    .cpuUse(CpuUse.WRITE)
                    .name("put out")
                    .build();
        }
    }
}
