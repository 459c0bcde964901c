package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

/** A camera that has a queue gets its buffers ahead, in the order of the frames, and they come back whatever happens. */
class TargetsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestMemory memory = new TestMemory();
    private final TestDevices devices = new TestDevices();
    private final FramePipeline pipeline =
            new FramePipeline(memory, new TestHeaps(), TestFramework.context(), TestFramework.of(Logger.class));

    @BeforeEach
    void plugIn() {
        devices.plugInto(pipeline);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        devices.display.release(1000);
        pipeline.deactivate();
        assertThat(memory.unreleased).as("buffers not closed").isEmpty();
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }

    @Test
    void shouldHandOverOneAtATimeWhenTheCameraWantsNoneAhead() {
        assertThat(run(PipelineSettings.builder().frames(20)).isFlawless()).isTrue();
        assertThat(devices.mostHandedOver).hasValue(1);
    }

    @Test
    void shouldHandOverAsManyAsTheCameraWantsAheadAndNoMoreThanAreCaptured() {
        devices.cameraAhead = 2;

        PipelineReport report = run(PipelineSettings.builder().frames(50));

        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.counts().captured()).isEqualTo(50);
        assertThat(devices.mostHandedOver).hasValue(3);
        assertThat(devices.preparedTargets).hasValue(50);
    }

    @Test
    void shouldGoOnWithFewerWhenThereAreFewerThanTheCameraWants() {
        devices.cameraAhead = 100;

        assertThat(run(PipelineSettings.builder().frames(50)).isFlawless()).isTrue();
        assertThat(devices.mostHandedOver.get()).isBetween(2, Stage.CAPACITY);
    }

    @Test
    void shouldTakeBackWhatTheCameraHasWhenItFails() {
        devices.cameraAhead = 2;
        devices.captureFaultAt = 5;

        assertThat(run(PipelineSettings.builder()).state()).isEqualTo(State.FAILED);
    }

    @Test
    void shouldTakeBackWhatTheCameraHasWhenItIsStopped() {
        devices.cameraAhead = 2;
        pipeline.start(PipelineSettings.builder().build());
        await().atMost(LONG).until(() -> pipeline.report().counts().shown() > 10);

        PipelineReport report = pipeline.stop();

        assertThat(report.state()).isEqualTo(State.FINISHED);
        assertThat(report.counts().lost()).isZero();
    }

    @Test
    void shouldLoseNoneThatHasATargetWhenThePaceIsTooQuick() {
        devices.cameraAhead = 1;
        devices.display.drainPermits();
        pipeline.start(PipelineSettings.builder().framesPerSecond(1000).build());
        await().atMost(LONG).until(() -> devices.skipped.get() > 5);
        devices.display.release(1_000_000);

        PipelineReport report = pipeline.stop();

        assertThat(report.counts().lost()).isEqualTo(devices.skipped.get());
        assertThat(report.counts().shown()).isEqualTo(report.counts().captured());
    }
}
