package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** The backend is taken away while frames flow, in each way an operator has; no frame is lost. */
@ExamReactorStrategy(PerMethod.class)
public class HotSwapStory extends Storyteller {
    private static final int SWAPS = 100;
    private static final int FEW = 4;
    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final int MANY = 30;

    @Inject
    private Pipeline pipeline;

    @Before
    public void startThePipeline() {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        pipeline.start(PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), 320, 240))
                .build());
        awaitMoreFrames();
    }

    @After
    public void leaveNothing() {
        pipeline.stop();
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldLoseNoFrameWhenTheBackendsBundleIsStopped() throws BundleException {
        backend().stop();
        awaitMoreFrames();

        assertSwapped(pipeline.stop());
        assertThat(heaps.isServing("system")).isFalse();
    }

    @Test
    public void shouldLoseNoFrameWhenTheBackendsBundleIsUpdated() throws BundleException, IOException {
        Bundle backend = backend();
        try (InputStream fresh = URI.create(backend.getLocation()).toURL().openStream()) {
            backend.update(fresh);
        }
        awaitMoreFrames();
        heaps.awaitServing("system");

        // The update may be over before any frame needed other memory.
        assertFlawless(pipeline.stop());
    }

    @Test
    public void shouldLoseNoFrameWhenTheBackendsBundleIsRefreshed() throws Exception {
        Bundle backend = backend();
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(backend), event -> refreshed.countDown());
        assertThat(refreshed.await(Heaps.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        awaitMoreFrames();
        heaps.awaitServing("system");

        // As with an update.
        assertFlawless(pipeline.stop());
    }

    @Test
    public void shouldLoseNoFrameWhenTheBackendsBundleIsUninstalled() throws BundleException {
        backend().uninstall();
        awaitMoreFrames();

        assertSwapped(pipeline.stop());
    }

    @Test
    public void shouldComeBackWhenTheBackendsBundleIsStartedAgain() throws BundleException {
        Bundle backend = backend();
        backend.stop();
        awaitMoreFrames();
        backend.start();
        heaps.awaitServing("system");
        awaitMoreFrames();

        PipelineReport report = pipeline.stop();
        assertSwapped(report);
        assertThat(report.swaps()).extracting(Swap::to).contains("cma", "system");
    }

    @Test
    public void shouldLoseNoFrameWhenTheHeapIsDisabledByAnOperator() {
        control.disable("system");
        awaitMoreFrames();
        control.enable("system");
        awaitMoreFrames();

        assertSwapped(pipeline.stop());
    }

    @Test
    public void shouldKeepFramesInTheMemoryTheyHaveWhenNoBackendIsLeft() throws BundleException {
        backend().stop();
        bundle("org.entrepot.exporter.cma").stop();
        awaitMoreFrames();

        assertThat(pipeline.stop().isFlawless()).isTrue();
    }

    @Test
    public void shouldLoseNoFrameWhenBackendsComeAndGoAtRandom() throws BundleException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            boolean plenty = random.nextBoolean();
            Bundle leaving = bundle("org.entrepot.exporter." + (plenty ? "system" : "cma"));
            leaving.stop();
            if (random.nextBoolean()) {
                awaitMoreFrames();
            }
            leaving.start();
            heaps.awaitServing(plenty ? "system" : "cma");
        }
        awaitMoreFrames();

        PipelineReport report = pipeline.stop();
        assertThat(report.isFlawless()).as("seed %d: %s", seed, report).isTrue();
    }

    @Test
    public void shouldLoseNoFrameThroughAHundredSwaps() {
        long least = pipeline.report().counts().shown();
        for (int swap = 0; swap < SWAPS; swap++) {
            String leaving = swap % 2 == 0 ? "system" : "cma";
            control.disable(leaving);
            long before = pipeline.report().counts().shown();
            await().pollInterval(GLANCE)
                    .atMost(Heaps.PATIENCE)
                    .until(() -> pipeline.report().counts().shown() > before + FEW);
            control.enable(leaving);
        }

        PipelineReport report = pipeline.stop();
        assertFlawless(report);
        assertThat(report.counts().shown()).isGreaterThan(least + SWAPS * FEW);
        assertThat(report.swaps()).hasSizeGreaterThanOrEqualTo(SWAPS / 2).allSatisfy(swap -> assertThat(
                        swap.longestGapNanos())
                .isBetween(1L, report.counts().longestGapNanos()));
        System.out.printf(
                "%d heaps left, %d swaps of stages, %d frames at %.0f a second, 0 lost, longest gap %.1f ms, through a swap %.1f ms%n",
                SWAPS,
                report.swaps().size(),
                report.counts().shown(),
                report.counts().framesPerSecond(),
                report.counts().longestGapNanos() / 1e6,
                report.swaps().stream().mapToLong(Swap::longestGapNanos).max().orElseThrow() / 1e6);
    }

    private void awaitMoreFrames() {
        long before = pipeline.report().counts().shown();
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            PipelineReport report = pipeline.report();
            assertThat(report.counts().shown()).as("shown: %s", report).isGreaterThan(before + MANY);
        });
    }

    private void assertFlawless(PipelineReport report) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).as("flawless: %s", report).isTrue();
        // The CPU copies what moves, and nothing else.
        assertThat(report.counts().copiedBytes()).isLessThanOrEqualTo(movedBytes());
    }

    private void assertSwapped(PipelineReport report) {
        assertFlawless(report);
        assertThat(report.swaps()).extracting(Swap::from).contains("system");
        assertThat(report.stages())
                .flatExtracting(PipelineReport.Stage::exporters)
                .extracting(ExporterShare::exporter)
                .contains("system", "cma");
    }

    private Bundle backend() {
        return bundle("org.entrepot.exporter.system");
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
