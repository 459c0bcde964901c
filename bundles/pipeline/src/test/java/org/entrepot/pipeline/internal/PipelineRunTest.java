package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.Logger;

class PipelineRunTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestMemory memory = new TestMemory();
    private final TestDevices devices = new TestDevices();
    private final FramePipeline pipeline =
            new FramePipeline(memory, new TestHeaps(), TestFramework.context(), TestFramework.of(Logger.class));

    @TempDir
    private Path folder;

    @BeforeEach
    void plugIn() {
        devices.plugInto(pipeline);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        devices.display.release(1000);
        pipeline.deactivate();
        assertThat(memory.unreleased).as("buffers not closed").isEmpty();
        assertThat(memory.pools).hasValue(0);
        assertThat(devices.opened).hasValue(0);
        await().atMost(LONG).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("entrepot-pipeline")));
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }

    @Test
    void shouldBringEveryFrameThroughBothEnds() throws IOException {
        PipelineReport report = run(PipelineSettings.builder().frames(50).output(folder));

        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.counts().shown()).isEqualTo(50);
        assertThat(report.counts().verified()).isEqualTo(50);
        assertThat(report.counts().inMemory()).isZero();
        assertThat(report.counts().encoded()).isEqualTo(50);
        assertThat(report.counts().copiedBytes()).isZero();
        assertThat(report.stages())
                .extracting(PipelineReport.Stage::name)
                .containsExactly("camera0 → rotator0", "rotator0 → encoder0", "rotator0 → display0");
        assertThat(report.stages().get(0).routes())
                .extracting(PipelineReport.Route::device)
                .containsExactly("camera0", "rotator0");
        assertThat(Files.readString(report.video().orElseThrow())).isEqualTo("frames=50");
    }

    @Test
    void shouldWriteNothingWhenNoFolderIsGiven() {
        PipelineReport report = run(PipelineSettings.builder().frames(3));

        assertThat(report.isFlawless()).isTrue();
        assertThat(report.video()).isEmpty();
    }

    @Test
    void shouldCountAFrameAsLostWhenMemoryDoesNotHoldWhatTheCameraMeant() {
        devices.wrongChecksumAt = 4;

        PipelineReport report = run(PipelineSettings.builder().frames(10));

        assertThat(report.state()).isEqualTo(State.FINISHED);
        assertThat(report.counts().lost()).isEqualTo(1);
        assertThat(report.counts().verified()).isEqualTo(9);
        assertThat(report.isFlawless()).isFalse();
    }

    @Test
    void shouldCountAFrameAsLostWhenTheDisplayShowsSomethingElse() {
        devices.wrongTurnAt = 2;

        PipelineReport report = run(PipelineSettings.builder().frames(10));

        assertThat(report.counts().lost()).isEqualTo(1);
        assertThat(report.counts().verified()).isEqualTo(9);
    }

    @Test
    void shouldLookIntoTheMemoryThatADisplayShowsWhichCannotTellAndLeaveItTheFrameUntilTheNext() {
        devices.displayIsMute = true;

        PipelineReport report = run(PipelineSettings.builder().frames(10));

        assertThat(devices.heldOver).hasValue(9);
        assertThat(report.counts().shown()).isEqualTo(10);
        assertThat(report.counts().verified()).isEqualTo(10);
        assertThat(report.counts().inMemory()).isEqualTo(10);
        assertThat(report.isFlawless()).isTrue();
    }

    @Test
    void shouldCountAFrameAsLostWhenTheMemoryThatIsShownHoldsSomethingElse() {
        devices.displayIsMute = true;
        devices.wrongTurnAt = 2;

        PipelineReport report = run(PipelineSettings.builder().frames(10));

        assertThat(report.counts().lost()).isEqualTo(1);
        assertThat(report.counts().inMemory()).isEqualTo(9);
    }

    @Test
    void shouldLoseFramesAndSaySoWhenNoBufferIsFreeAtTheTick() {
        devices.display.drainPermits();
        pipeline.start(PipelineSettings.builder().framesPerSecond(1000).build());
        await().atMost(LONG).until(() -> devices.skipped.get() > 5);
        devices.display.release(1_000_000);

        PipelineReport report = pipeline.stop();

        assertThat(report.state()).isEqualTo(State.FINISHED);
        assertThat(report.counts().lost()).isEqualTo(devices.skipped.get());
        assertThat(report.counts().shown()).isEqualTo(report.counts().captured());
    }

    @Test
    void shouldFailWithTheDevicesWordsWhenItFaults() {
        devices.captureFaultAt = 3;

        PipelineReport report = run(PipelineSettings.builder().frames(10));

        assertThat(report.state()).isEqualTo(State.FAILED);
        assertThat(report.failure().orElseThrow()).contains("DMA fault", "camera0");
        assertThat(report.isFlawless()).isFalse();
    }

    @Test
    void shouldFailAndEndEveryStageWhenTheEncoderFails() {
        devices.encodeFailureAt = 2;

        PipelineReport report = run(PipelineSettings.builder());

        assertThat(report.state()).isEqualTo(State.FAILED);
        assertThat(report.failure().orElseThrow()).contains("look at the disk");
    }

    @Test
    void shouldFailWhenMemoryIsRefused() {
        memory.refusing = true;

        assertThat(run(PipelineSettings.builder()).failure().orElseThrow()).contains("limit=0");
    }

    @Test
    void shouldRecordASwapWhenTheMemoryIsAnothers() {
        pipeline.start(PipelineSettings.builder().build());
        await().atMost(LONG).until(() -> pipeline.report().counts().shown() > 3);
        memory.exporter = "second";
        await().atMost(LONG).until(() -> pipeline.report().swaps().size() == 3);

        PipelineReport report = pipeline.stop();

        assertThat(report.swaps())
                .allMatch(swap -> swap.from().equals("first") && swap.to().equals("second"));
        assertThat(report.stages()).allMatch(stage -> stage.exporters().size() == 2);
        assertThat(report.counts().lost()).isZero();
    }

    @Test
    void shouldLetFramesInFlightThroughWhenStopped() {
        pipeline.start(PipelineSettings.builder().build());
        await().atMost(LONG).until(() -> pipeline.report().counts().shown() > 10);

        PipelineReport report = pipeline.stop();

        assertThat(report.state()).isEqualTo(State.FINISHED);
        assertThat(report.counts().lost()).isZero();
        assertThat(report.counts().encoded()).isEqualTo(report.counts().captured());
    }

    @Test
    void shouldReleaseEverythingWhenItsBundleStopsInMidRun() {
        pipeline.start(PipelineSettings.builder().build());
        LockSupport.parkNanos(20_000_000);

        pipeline.deactivate();

        assertThat(pipeline.report().state()).isEqualTo(State.FAILED);
        assertThat(pipeline.report().failure().orElseThrow()).contains("start it again");
    }

    @Test
    void shouldNameTheMissingDeviceAndTheKnownOnes() {
        assertRefused(PipelineSettings.builder().camera("camera9"), Reason.UNKNOWN, "camera=camera9", "[camera0]");
    }

    @Test
    void shouldRefuseAFolderThatCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertRefused(
                PipelineSettings.builder().output(file.resolve("under")),
                Reason.ACCESS_DENIED,
                "out=",
                "choose another");
    }

    @Test
    void shouldRunOneAtATime() {
        pipeline.start(PipelineSettings.builder().build());

        assertRefused(PipelineSettings.builder(), Reason.BUSY, "dma:pipeline stop");
    }

    @Test
    void shouldBeIdleBeforeTheFirstRun() {
        assertThat(pipeline.stop().state()).isEqualTo(State.IDLE);
        assertThat(pipeline.report().stages()).isEqualTo(List.of());
    }

    private void assertRefused(PipelineSettings.Builder settings, Reason reason, String... words) {
        assertThatThrownBy(() -> pipeline.start(settings.build()))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll(words)
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(reason);
    }
}
