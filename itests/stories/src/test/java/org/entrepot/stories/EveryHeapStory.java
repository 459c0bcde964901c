package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.pipeline.PipelineSettings.RotateBy;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;

/** The pipeline runs in every heap of the distribution, and across a swap from any to any other; no frame is lost. */
@ExamReactorStrategy(PerClass.class)
public class EveryHeapStory extends Storyteller {
    private static final int FRAMES = 24;
    private static final int SWAP_AFTER = 6;
    /** So many that on a busy machine, too, some follow in each stage after the other heap took over. */
    private static final int FRAMES_WITH_SWAP = 72;

    private static final Set<String> DIRECT_DEVICES = Set.of("camera0", "display0");

    /** The heaps of the distribution, and the devices on the direct bus for which each cannot serve. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            "system", Set.of("camera0"),
            "cma", Set.of(),
            "carveout", Set.of(),
            "iommu", Set.of("camera0"),
            "tiler", Set.of());

    @Inject
    private Pipeline pipeline;

    private Set<String> names;

    @Before
    public void awaitEverybody() throws IOException {
        names = heaps.configureAsDistributed();
        awaitDevices(device -> true);
    }

    private void awaitDevices(Predicate<DeviceStatus> ready) {
        await().atMost(Heaps.PATIENCE)
                .until(() -> control.devices().size() == 4
                        && control.devices().stream()
                                .allMatch(device -> !device.mapper().equals("none") && ready.test(device)));
    }

    @After
    public void leaveNothing() {
        assertThat(control.buffers()).isEmpty();
        assertThat(control.heaps()).allMatch(heap -> heap.state() == HeapStatus.State.SERVING);
    }

    @Test
    public void shouldHaveTheHeapsThatAreTold() {
        assertThat(names).isEqualTo(REFUSED.keySet());
    }

    @Test
    public void shouldLoseNoFrameInEachHeap() {
        for (String heap : names) {
            PipelineReport report = run(settings().heap(heap));

            assertAsExpected(report, heap);
        }
    }

    @Test
    public void shouldLoseNoFrameAcrossEachSwap() {
        for (String from : names) {
            for (String to : names) {
                if (!from.equals(to)) {
                    PipelineReport report = run(settings()
                            .frames(FRAMES_WITH_SWAP)
                            .heap(from)
                            .swapTo(to)
                            .swapAfter(SWAP_AFTER));

                    assertAsExpected(report, from);
                    assertAsExpected(report, to);
                    assertThat(report.swaps()).as("%s", report).isNotEmpty();
                }
            }
        }
    }

    @Test
    public void shouldServeEveryStageFromEachHeapWhenEveryDeviceIsBehindTheIommu() throws IOException {
        for (String device : DIRECT_DEVICES) {
            configurationOf(device).update(FrameworkUtil.asDictionary(Map.of("bus", "emulated-iommu")));
        }
        awaitDevices(device -> device.bus().equals("emulated-iommu"));
        try {
            for (String heap : names) {
                assertThat(run(settings().heap(heap)).wishes())
                        .isNotEmpty()
                        .allSatisfy(wish -> assertThat(wish.refusal()).isEmpty())
                        .allSatisfy(wish -> assertThat(wish.servedBy()).contains(heap));
            }
        } finally {
            for (String device : DIRECT_DEVICES) {
                configurationOf(device).delete();
            }
            awaitDevices(device -> device.bus().equals("emulated") == DIRECT_DEVICES.contains(device.name()));
        }
    }

    private Configuration configurationOf(String device) throws IOException {
        return configurations.getConfiguration("org.entrepot.emulation." + device.replace("0", ""), "?");
    }

    @Test
    public void shouldNeedNoRotatorWhenTheHeapShowsThePictureTurned() {
        for (Rotation rotation : Rotation.values()) {
            PipelineReport report =
                    run(settings().rotation(rotation).heap("tiler").rotateBy(RotateBy.VIEW));

            assertThat(report.turning().byView()).isEqualTo(FRAMES);
            assertThat(report.turning().movedBytes()).isZero();
            assertThat(report.turning().sparedBytes()).isPositive();
            assertThat(report.stages()).hasSize(1);
        }
    }

    @Test
    public void shouldLoseNoFrameWhenTheBundleOfTheHeapInUseStops() throws BundleException {
        for (String heap : names) {
            String bundle = bundleOf(heap);
            PipelineReport report = run(settings().heap(heap).swapAfter(SWAP_AFTER));
            Bundle stopped = Arrays.stream(context.getBundles())
                    .filter(one -> bundle.equals(one.getSymbolicName()))
                    .findFirst()
                    .orElseThrow();
            await().atMost(Heaps.PATIENCE).untilAsserted(() -> assertThat(stopped.getState())
                    .as("%s: %s", heap, report)
                    .isEqualTo(Bundle.RESOLVED));
            stopped.start();
            heaps.awaitServing(heap);
            awaitDevices(device -> true);
        }
    }

    private String bundleOf(String heap) {
        return control.heaps().stream()
                .filter(status -> status.name().equals(heap))
                .findFirst()
                .orElseThrow()
                .bundle();
    }

    private static PipelineSettings.Builder settings() {
        return PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), 320, 240))
                .frames(FRAMES);
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        await().atMost(Heaps.PATIENCE).until(() -> pipeline.report().state() != State.RUNNING);
        PipelineReport report = pipeline.stop();
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).as("flawless: %s", report).isTrue();
        // The CPU copies what moves, and nothing else.
        assertThat(report.counts().copiedBytes()).isLessThanOrEqualTo(movedBytes());
        return report;
    }

    /** The heap serves each stage, but those of which it cannot serve a device; for these another does. */
    private static void assertAsExpected(PipelineReport report, String heap) {
        List<Wish> wishes = report.wishes().stream()
                .filter(wish -> wish.heap().equals(heap))
                .toList();
        assertThat(wishes).as("%s", report).isNotEmpty().allSatisfy(wish -> {
            boolean refused = REFUSED.get(heap).stream().anyMatch(wish.stage()::contains);
            assertThat(wish.servedBy()).as("%s", wishes).isPresent();
            assertThat(wish.servedBy().equals(Optional.of(heap)))
                    .as("%s", wishes)
                    .isEqualTo(!refused);
            assertThat(wish.refusal().isPresent()).as("%s", wishes).isEqualTo(refused);
        });
    }
}
