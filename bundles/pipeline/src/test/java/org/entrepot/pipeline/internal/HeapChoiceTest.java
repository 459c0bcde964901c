package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.Rotation;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineReport.Stage;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.entrepot.pipeline.PipelineReport.Turning;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.pipeline.PipelineSettings.RotateBy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.service.log.Logger;

/** A run in the heap that is asked for, and with the picture turned by whoever can. */
class HeapChoiceTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Read twice, written twice: 6 by 4 pixels of 4 bytes. */
    private static final long ROTATOR_BYTES = 4 * 6 * 4 * 4;

    private final TestHeaps heaps = new TestHeaps()
            .heap("plenty", "camera0")
            .heap("strips")
            .turningHeap("tiles")
            .heap("blocks");
    private final TestMemory memory = new TestMemory(heaps);
    private final TestDevices devices = new TestDevices();
    private final FramePipeline pipeline =
            new FramePipeline(memory, heaps, TestFramework.context(), TestFramework.of(Logger.class));

    @BeforeEach
    void plugIn() {
        devices.plugInto(pipeline);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        pipeline.deactivate();
        assertThat(memory.unreleased).as("buffers not closed").isEmpty();
        assertThat(memory.pools).hasValue(0);
        assertThat(heaps.disabled).as("heaps out of service").isEmpty();
    }

    private static PipelineSettings.Builder settings() {
        return PipelineSettings.builder().frames(20);
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }

    private PipelineReport runFlawlessly(PipelineSettings.Builder settings) {
        PipelineReport report = run(settings);
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).as("%s", report).isTrue();
        return report;
    }

    @Test
    void shouldBeInTheHeapThatIsAskedForWhenOthersWouldBePreferred() {
        PipelineReport report = runFlawlessly(settings().heap("blocks"));

        assertThat(report.stages()).hasSize(3).allSatisfy(stage -> assertThat(stage.exporters())
                .containsExactly(new ExporterShare("blocks", 20)));
        assertThat(report.wishes())
                .extracting(Wish::stage, Wish::refusal)
                .contains(tuple("camera0 → rotator0", Optional.empty()));
        assertThat(heaps.everHeld).containsExactly("weigh tag pipeline blocks -1000");
        assertThat(heaps.rules).isEmpty();
    }

    @Test
    void shouldSayWhoWantsWhatAndWhoServesWhenTheHeapCannot() {
        PipelineReport report = runFlawlessly(settings().heap("plenty"));

        assertThat(report.wishes().get(0))
                .isEqualTo(new Wish(
                        "plenty",
                        "camera0 → rotator0",
                        Optional.of("strips"),
                        Optional.of("max segments: camera0 wants one run, offered many")));
        assertThat(report.wishes().get(1))
                .isEqualTo(new Wish("plenty", "rotator0 → encoder0", Optional.of("plenty"), Optional.empty()));
    }

    @Test
    void shouldLeaveHeapsAloneWhenNoneIsAskedFor() {
        PipelineReport report = runFlawlessly(settings());

        assertThat(report.wishes()).isEmpty();
        assertThat(report.turning()).isEqualTo(new Turning(90, 20, 0, 20 * ROTATOR_BYTES, 0));
        assertThat(heaps.everHeld).isEmpty();
    }

    @Test
    void shouldGoOnInTheOtherHeapWhenTheyAreExchanged() {
        PipelineReport report =
                runFlawlessly(settings().heap("strips").swapTo("blocks").swapAfter(5));

        assertThat(report.swaps())
                .hasSize(3)
                .allMatch(swap -> swap.from().equals("strips") && swap.to().equals("blocks"));
        assertThat(report.wishes()).hasSize(6).allMatch(wish -> wish.refusal().isEmpty());
        assertThat(heaps.everHeld)
                .containsExactly(
                        "weigh tag pipeline strips -1000",
                        "weigh tag pipeline blocks -1000",
                        "weigh tag pipeline strips 1000");
        assertThat(heaps.rules).isEmpty();
    }

    @Test
    void shouldKeepTheOldHeapWhereNoOtherServesWhenTheyAreExchanged() {
        heaps.leave("tiles");
        heaps.leave("blocks");

        PipelineReport report =
                runFlawlessly(settings().heap("strips").swapTo("plenty").swapAfter(5));

        assertThat(report.swaps())
                .extracting(Swap::stage)
                .containsExactly("rotator0 → encoder0", "rotator0 → display0");
        assertThat(report.wishes())
                .contains(new Wish(
                        "plenty",
                        "camera0 → rotator0",
                        Optional.of("strips"),
                        Optional.of("max segments: camera0 wants one run, offered many")));
    }

    @Test
    void shouldLeaveItToTheOperatorWhenAHeapWasOutOfServiceBefore() {
        heaps.disable("plenty");

        runFlawlessly(settings().heap("blocks"));

        assertThat(heaps.disabled).containsExactly("plenty");
        heaps.disabled.clear();
    }

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void shouldNeedNoRotatorWhenTheMemoryShowsThePictureTurned(Rotation rotation) {
        pipeline.unbindRotator(devices.rotator, Map.of("entrepot.device", "rotator0"));

        PipelineReport report =
                runFlawlessly(settings().heap("tiles").rotateBy(RotateBy.VIEW).rotation(rotation));

        assertThat(report.stages()).extracting(Stage::name).containsExactly("camera0 → encoder0, display0");
        assertThat(report.turning()).isEqualTo(new Turning(rotation.degrees(), 0, 20, 0, 20 * ROTATOR_BYTES));
        assertThat(report.counts().copiedBytes()).isZero();
    }

    @Test
    void shouldTakeTheViewByItselfWhenTheHeapHasOne() {
        PipelineReport report = runFlawlessly(settings().heap("tiles"));

        assertThat(report.turning().byView()).isEqualTo(20);
        assertThat(report.stages()).hasSize(1);
    }

    @Test
    void shouldTakeTheRotatorWhenItIsAskedForAlthoughTheHeapHasAView() {
        PipelineReport report = runFlawlessly(settings().heap("tiles").rotateBy(RotateBy.ROTATOR));

        assertThat(report.turning().byRotator()).isEqualTo(20);
        assertThat(report.stages())
                .hasSize(3)
                .allMatch(stage -> stage.exporters().size() == 1);
    }

    @Test
    void shouldFindTheHeapThatHasAViewWhenNoneIsAskedFor() {
        PipelineReport report = runFlawlessly(settings().rotateBy(RotateBy.VIEW));

        assertThat(report.stages().get(0).exporters()).containsExactly(new ExporterShare("tiles", 20));
    }

    @Test
    void shouldGoOnByTheRotatorWhenTheNextHeapHasNoView() {
        PipelineReport report =
                runFlawlessly(settings().heap("tiles").swapTo("strips").swapAfter(5));

        assertThat(report.turning().byView()).isGreaterThanOrEqualTo(5);
        assertThat(report.turning().byRotator()).isPositive();
        assertThat(report.turning().byView() + report.turning().byRotator()).isEqualTo(20);
        assertThat(report.stages()).hasSize(4);
        assertThat(report.swaps()).extracting(Swap::from, Swap::to).containsOnly(tuple("tiles", "strips"));
    }

    @Test
    void shouldGoOnWithoutTheRotatorWhenTheNextHeapHasAView() {
        PipelineReport report =
                runFlawlessly(settings().heap("plenty").swapTo("tiles").swapAfter(5));

        assertThat(report.turning().byView()).isPositive();
        assertThat(report.wishes())
                .contains(new Wish("plenty", "rotator0 → encoder0", Optional.of("plenty"), Optional.empty()));
        assertThat(report.swaps()).last().satisfies(swap -> {
            assertThat(swap.stage()).isEqualTo("camera0 → encoder0, display0");
            assertThat(swap.from()).isEqualTo("strips");
            assertThat(swap.to()).isEqualTo("tiles");
            assertThat(swap.longestGapNanos()).isBetween(1L, report.counts().longestGapNanos());
        });
    }

    @Test
    void shouldRefuseBeforeTheFirstFrameWhenAHeapHasNoView() {
        PipelineSettings.Builder viewed = settings().rotateBy(RotateBy.VIEW);

        assertRefused(viewed.heap("strips"), Reason.REFUSED, "heap=strips", "orientation: encoder0 wants ROTATE_90");
        assertRefused(viewed.heap("tiles").swapTo("plenty").swapAfter(5), Reason.REFUSED, "heap=plenty");
    }

    @Test
    void shouldRefuseWhenNoHeapHasAView() {
        heaps.leave("tiles");

        assertRefused(
                settings().rotateBy(RotateBy.VIEW), Reason.REFUSED, "heap=any", "strips, blocks refused, orientation");
    }

    @Test
    void shouldRefuseWhenAHeapIsNotHereOrNotInService() {
        assertRefused(settings().heap("nowhere"), Reason.UNKNOWN, "heap=nowhere", "[plenty, strips, tiles, blocks]");
        assertRefused(settings().swapTo("nowhere").swapAfter(5), Reason.UNKNOWN, "heap=nowhere");
        heaps.disable("blocks");
        assertRefused(settings().heap("blocks"), Reason.GONE, "heap=blocks state=DISABLED", "dma:enable");
        heaps.disabled.clear();
    }

    @Test
    void shouldLeaveNoFolderBehindWhenAHeapIsNotHere(@TempDir Path folder) {
        Path output = folder.resolve("frames");

        assertRefused(settings().heap("nowhere").output(output), Reason.UNKNOWN, "heap=nowhere");
        assertThat(output).doesNotExist();
    }

    @Test
    void shouldRefuseWhenAHeapServesNoStage() {
        heaps.heap("useless", "camera0", "encoder0", "display0");

        assertRefused(settings().heap("useless"), Reason.REFUSED, "heap=useless", "camera0 wants one run");
    }

    private void assertRefused(PipelineSettings.Builder settings, Reason reason, String... words) {
        assertThatThrownBy(() -> pipeline.start(settings.build()))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll(words)
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(reason);
        assertThat(devices.opened).hasValue(0);
    }
}
