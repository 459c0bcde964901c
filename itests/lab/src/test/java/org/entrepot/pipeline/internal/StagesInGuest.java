package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.entrepot.api.Provenance;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.internal.KernelModule;
import org.entrepot.linux.internal.OpenDmaBufs;
import org.entrepot.linux.internal.Vivid;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline of nothing but drivers: a camera, a converter that turns, an encoder and an output, and each frame is the one that
 * was filmed.
 */
@Shows(Feature.MEMORY_TO_MEMORY)
class StagesInGuest {
    private static final int FRAMES = 4;
    private static final int MAGIC = 0x4f4f4f4f;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final CaptureSettings SIZE = new CaptureSettings(Optional.empty(), 640, 480);

    @TempDir
    private Path folder;

    @Test
    void shouldPassFramesThroughMemoryToMemoryDevicesOfTheKernel() throws Exception {
        Need.device("/dev/udmabuf");
        try (KernelModule converter = new KernelModule("vim2m");
                KernelModule coder = new KernelModule("vicodec");
                Vivid ends = Vivid.cameraAndOutput(Vivid.VMALLOC)) {
            assertThat(ends).isNotNull();
            try (DemoScene scene = new DemoScene(Optional.empty())) {
                PipelineReport report = passOn(scene);
                assertThat(report.devices())
                        .extracting(device -> device.provenance().reason().split(",", 2)[0])
                        .containsExactly(
                                Vivid.node("vivid-000-vid-cap").toString(),
                                converter.video("vim2m").toString(),
                                coder.video("stateful-encoder").toString(),
                                Vivid.node("vivid-000-vid-out").toString());
            }
            assertThat(OpenDmaBufs.named("camera frame")).isEmpty();
            assertThat(OpenDmaBufs.named("frame to encode")).isEmpty();
        }
    }

    private PipelineReport passOn(DemoScene scene) throws IOException {
        scene.passOn();
        scene.show(scene.display());
        PipelineReport report = run(scene);

        System.out.println(report);
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.counts().verified()).isEqualTo(FRAMES);
        assertThat(report.counts().copiedBytes()).isZero();
        assertThat(report.devices())
                .hasSize(4)
                .allMatch(device -> device.provenance().kind() == Provenance.Kind.REAL);
        assertThat(firstWord(report.video().orElseThrow())).isEqualTo(MAGIC);
        return report;
    }

    private static int firstWord(Path video) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(video)).getInt();
    }

    private PipelineReport run(DemoScene scene) {
        FramePipeline pipeline = scene.pipeline();
        pipeline.start(PipelineSettings.builder()
                .camera(scene.camera().name())
                .rotator(scene.converter().name())
                .encoder(scene.coder().name())
                .display(scene.display().name())
                .capture(SIZE)
                .rotation(Rotation.R180)
                .frames(FRAMES)
                .output(folder)
                .build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }
}
