package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.internal.Vivid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What it is worth that a camera has the next buffer while the last frame is looked at; and a camera of the newer calls. */
@Shows(Feature.CAPTURE)
class AheadInGuest {
    private static final String NAME = "camera-ahead";
    private static final int FRAMES = 30;
    private static final Duration PACE = Duration.ofMillis(40);
    /** A little longer than from one frame to the next. */
    private static final Duration LOOK = Duration.ofMillis(44);

    private final VideoScene scene = new VideoScene(Map.of("platform:vivid-000", NAME));

    @AfterEach
    void closeAll() {
        scene.close();
    }

    @Test
    void shouldLoseFewerFramesWhenTheNextBufferIsWithTheDriver() {
        scene.arrive("system");
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            setPace(vivid);
            V4l2Devices devices = scene.devices(Map.of());
            long alone = filmed(0);
            long ahead = filmed(1);
            System.out.println("vivid films " + FRAMES + " frames of which each is looked at for " + LOOK.toMillis()
                    + " ms: out of " + alone + " without a buffer ahead, out of " + ahead + " with one");
            assertThat(ahead).isLessThan(alone);
            devices.deactivate();
        }
    }

    private static void setPace(Vivid vivid) {
        try (VideoDevice device = vivid.open()) {
            device.set(Queue.CAPTURE, new Format("NV12", 320, 180, 0, 0));
            assertThat(device.pace(Queue.CAPTURE, PACE)).isEqualTo(PACE);
        }
    }

    /** How many pictures the camera made until so many were filmed. */
    private long filmed(int ahead) {
        try (CaptureStream stream =
                        ((Camera) scene.device(NAME)).open(new CaptureSettings(Optional.empty(), 320, 180));
                DmaBuf first = buffer();
                DmaBuf second = buffer();
                Attachment toFirst = first.attach(NAME);
                Attachment toSecond = second.attach(NAME);
                DeviceMapping one = toFirst.map(Direction.FROM_DEVICE);
                DeviceMapping other = toSecond.map(Direction.FROM_DEVICE)) {
            ImageLayout layout = (ImageLayout) first.layout();
            long last = 0;
            for (int frame = 0; frame < FRAMES; frame++) {
                DeviceMapping target = frame % 2 == 0 ? one : other;
                stream.prepare(target, layout);
                if (ahead > 0) {
                    stream.prepare(frame % 2 == 0 ? other : one, layout);
                }
                last = stream.capture(target, layout).sequence();
                LockSupport.parkNanos(LOOK.toNanos());
            }
            return last + 1;
        }
    }

    private DmaBuf buffer() {
        return scene.engine()
                .allocator()
                .allocate(AllocationRequest.image(320, 180, PixelFormat.NV12)
                        .devices(NAME)
                        .cpuUse(CpuUse.READ)
                        .name("ahead")
                        .build());
    }

    /** Drivers of boards know the calls for several planes only. All planes are in one buffer all the same. */
    @Test
    void shouldFilmWhenItsDriverKnowsTheCallsForSeveralPlanesOnly() {
        scene.arrive("system");
        try (Vivid vivid = Vivid.multiPlanar(Vivid.VMALLOC)) {
            setPace(vivid);
            V4l2Devices devices = scene.devices(Map.of("heap_bytes", 8L << 20));
            try (DmaBuf picture = buffer();
                    Attachment attachment = picture.attach(NAME);
                    DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE);
                    CaptureStream stream =
                            ((Camera) scene.device(NAME)).open(new CaptureSettings(Optional.empty(), 320, 180))) {
                assertThat(picture.exporter()).isEqualTo("system");
                stream.capture(mapping, (ImageLayout) picture.layout());
                try (CpuAccess access = picture.beginCpuAccess(CpuUse.READ)) {
                    assertThat(access.view().get(0))
                            .as("the first pixel of vivid's white bar")
                            .isNotZero();
                }
            }
            assertThat(scene.engine()
                            .allocator()
                            .explain(AllocationRequest.bytes(1 << 20)
                                    .devices(NAME)
                                    .build())
                            .verdicts())
                    .as("its driver's own memory is a heap")
                    .anyMatch(verdict -> verdict.exporter().equals(NAME));
            devices.deactivate();
        }
    }
}
