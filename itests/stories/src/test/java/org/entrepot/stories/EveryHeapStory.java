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
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.entrepot.pipeline.PipelineSettings;
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
    private static final List<String> DIRECT_DEVICES =
            List.of("org.entrepot.emulation.camera", "org.entrepot.emulation.display");

    /** The heaps of the distribution, and the devices on the direct bus for which each cannot serve. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            "system", Set.of("camera0"),
            "cma", Set.of());

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
                    PipelineReport report = run(settings().heap(from).swapTo(to).swapAfter(SWAP_AFTER));

                    assertAsExpected(report, from);
                    assertAsExpected(report, to);
                    assertThat(report.swaps()).as("%s", report).isNotEmpty();
                }
            }
        }
    }

    @Test
    public void shouldServeEveryStageFromEachHeapWhenEveryDeviceIsBehindTheIommu() throws IOException {
        for (String pid : DIRECT_DEVICES) {
            configurations
                    .getConfiguration(pid, "?")
                    .update(FrameworkUtil.asDictionary(Map.of("bus", "emulated-iommu")));
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
            plugBackIn();
        }
    }

    private void plugBackIn() throws IOException {
        for (String pid : DIRECT_DEVICES) {
            Configuration configuration = configurations.getConfiguration(pid, "?");
            configuration.delete();
        }
        awaitDevices(device -> DIRECT_DEVICES.stream()
                .map(pid -> pid.substring(pid.lastIndexOf('.') + 1) + "0")
                .noneMatch(name -> name.equals(device.name()) && device.bus().equals("emulated-iommu")));
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
            assertThat(stopped.getState()).as("%s: %s", heap, report).isEqualTo(Bundle.RESOLVED);
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
        assertThat(report.counts().copiedBytes()).isZero();
        return report;
    }

    /** The heap serves each stage, but those of which it cannot serve a device; for these another does. */
    private static void assertAsExpected(PipelineReport report, String heap) {
        assertThat(report.wishes().stream().filter(wish -> wish.heap().equals(heap)))
                .isNotEmpty()
                .allSatisfy(wish -> assertThat(wish.servedBy()).as("%s", report).isPresent());
        assertThat(report.wishes().stream()
                        .filter(wish ->
                                wish.heap().equals(heap) && wish.refusal().isPresent())
                        .map(Wish::stage)
                        .collect(Collectors.toSet()))
                .as("stages that %s does not serve: %s", heap, report.wishes())
                .isEqualTo(report.wishes().stream()
                        .map(Wish::stage)
                        .filter(stage -> REFUSED.get(heap).stream().anyMatch(stage::contains))
                        .collect(Collectors.toSet()));
    }
}
