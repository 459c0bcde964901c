package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Provenance;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.device.YCbCr;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.internal.Kms;
import org.entrepot.linux.internal.OpenDmaBufs;
import org.entrepot.linux.internal.Vivid;
import org.entrepot.linux.internal.VkmsChecksum;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Device;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.jupiter.api.Test;

/** The demonstration films with a camera of the kernel and shows on a display of it, and each frame is the one that was filmed. */
@Shows(Feature.SCAN_OUT)
class DemoInGuest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES = 3;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final CaptureSettings SIZE = new CaptureSettings(Optional.empty(), WIDTH, HEIGHT);

    @Test
    void shouldShowOnADisplayOfTheKernelWhatACameraOfTheKernelFilmed() throws Exception {
        Need.device("/dev/udmabuf");
        Path card = Kms.node();
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            vivid.standStill();
            try (DemoScene scene = new DemoScene(Optional.of(card))) {
                showsWhatIsFilmed(scene, card);
            }
            assertThat(OpenDmaBufs.named("frame to show")).isEmpty();
        }
    }

    private static void showsWhatIsFilmed(DemoScene scene, Path card) {
        boolean tells = isOfVkms(scene);
        TappedDisplay display =
                new TappedDisplay(scene.display(), () -> tells ? VkmsChecksum.seen(card, Duration.ofSeconds(20)) : 0);
        scene.show(display);
        PipelineReport report = run(scene);

        System.out.println(report);
        isFlawless(report);
        isOnRealDevices(report, scene);
        assertThat(display.heard()).hasSize(FRAMES);
        if (tells) {
            assertThat(display.heard()).as("what vkms sends to the display").containsOnly(turned(scene));
        }
    }

    /** Only that driver says what it sends to its display. */
    private static boolean isOfVkms(DemoScene scene) {
        Provenance provenance =
                scene.engine().device(scene.display().name()).description().provenance();
        return provenance.reason().endsWith(Kms.VKMS);
    }

    private static void isFlawless(PipelineReport report) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.counts().verified()).isEqualTo(FRAMES);
        assertThat(report.counts().inMemory()).isEqualTo(FRAMES);
        assertThat(report.counts().copiedBytes()).isZero();
    }

    private static void isOnRealDevices(PipelineReport report, DemoScene scene) {
        assertThat(report.devices())
                .filteredOn(device -> device.provenance().kind() == Provenance.Kind.REAL)
                .extracting(Device::name)
                .containsExactly(scene.camera().name(), scene.display().name());
    }

    private static PipelineReport run(DemoScene scene) {
        FramePipeline pipeline = scene.pipeline();
        pipeline.start(PipelineSettings.builder()
                .camera(scene.camera().name())
                .display(scene.display().name())
                .capture(SIZE)
                .rotation(Rotation.R180)
                .frames(FRAMES)
                .build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }

    /** What has to be sent out: a frame as the CPU sees it, upside down. */
    private static long turned(DemoScene scene) {
        String camera = scene.camera().name();
        AllocationRequest request = AllocationRequest.image(WIDTH, HEIGHT, PixelFormat.NV12)
                .devices(camera)
                .cpuUse(CpuUse.READ)
                .build();
        try (CaptureStream stream = scene.camera().open(SIZE);
                DmaBuf buffer = scene.engine().allocate(request);
                Attachment attachment = buffer.attach(camera);
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
            stream.capture(mapping, (ImageLayout) buffer.layout());
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                ByteBuffer view = access.view();
                ImageLayout layout = (ImageLayout) buffer.layout();
                return VkmsChecksum.of(WIDTH, HEIGHT, (x, y) -> colour(view, layout, WIDTH - 1 - x, HEIGHT - 1 - y));
            }
        }
    }

    private static int colour(ByteBuffer view, ImageLayout layout, int x, int y) {
        Plane luma = layout.planes().get(0);
        Plane chroma = layout.planes().get(1);
        int at = Math.toIntExact(chroma.offset()) + y / 2 * chroma.stride() + x / 2 * 2;
        return YCbCr.toRgb(
                view.get(Math.toIntExact(luma.offset()) + y * luma.stride() + x) & 0xff,
                view.get(at) & 0xff,
                view.get(at + 1) & 0xff);
    }
}
