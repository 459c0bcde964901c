package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.zip.CRC32C;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeapStatus.State;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.spi.PageFrames;
import org.entrepot.stories.VendorHeap.Conduct;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;

/** The best heap is a vendor's, and throws, lies and hangs; applications lose nothing, and the heap comes back when it is mended. */
@ExamReactorStrategy(PerMethod.class)
public class VendorStory extends Storyteller {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(64 << 10).devices("camera0").build();
    private static final int MANY = 30;
    /** Of the engine's configuration; and what a loaded machine takes on top. */
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(3).plusSeconds(10);

    private static final int FAULTS_UNTIL_ISOLATION = 8;

    @Inject
    private Allocator allocator;

    @Inject
    private Pipeline pipeline;

    @Inject
    private PageFrames machine;

    private VendorHeap vendor;

    @Before
    public void bringTheVendorIn() {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        vendor = new VendorHeap(context, machine);
        heaps.awaitServing(VendorHeap.NAME);
    }

    @After
    public void leaveNothing() {
        pipeline.stop();
        vendor.close();
        assertThat(control.buffers()).isEmpty();
        await().atMost(Heaps.PATIENCE)
                .untilAsserted(() -> assertThat(vendor.out()).isZero());
    }

    private HeapStatus status() {
        return control.heaps().stream()
                .filter(heap -> heap.name().equals(VendorHeap.NAME))
                .findFirst()
                .orElseThrow();
    }

    private void assertServedBy(String heap) {
        long began = System.nanoTime();
        try (DmaBuf buffer = allocator.allocate(REQUEST)) {
            assertThat(buffer.exporter()).isEqualTo(heap);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(CALL_DEADLINE);
    }

    @Test
    public void shouldServeApplicationsFromAnotherHeapWhateverTheVendorDoes() {
        assertServedBy(VendorHeap.NAME);
        try (DmaBuf kept = allocator.allocate(REQUEST)) {
            long sum = fill(kept);
            for (Conduct conduct : new Conduct[] {Conduct.HANGS, Conduct.HANGS_FOR_GOOD}) {
                vendor.conduct = conduct;
                control.enable(VendorHeap.NAME);
                assertServedElsewhere();
                assertThat(status().state()).isEqualTo(State.ISOLATED);
                assertThat(status().isolated())
                        .hasValueSatisfying(why -> assertThat(why).contains("deadline=3000 ms"));
                // It moves out meanwhile, and would ask the vendor too if that served again.
                await().atMost(Heaps.PATIENCE)
                        .untilAsserted(() -> assertThat(kept.exporter()).isNotEqualTo(VendorHeap.NAME));
            }
            assertThat(vendor.hanging).as("left behind").hasValue(1);
            assertThat(sum(kept)).isEqualTo(sum);
        }

        vendor.conduct = Conduct.SERVES;
        control.enable(VendorHeap.NAME);
        assertServedBy(VendorHeap.NAME);
        assertThat(status().state()).isEqualTo(State.SERVING);
        assertThat(status().traffic().faults()).isGreaterThanOrEqualTo(2);
    }

    @Test
    public void shouldIsolateTheVendorWhoThrowsOrLiesTimeAndAgain() {
        for (Conduct conduct : new Conduct[] {Conduct.THROWS, Conduct.LIES}) {
            vendor.conduct = conduct;
            control.enable(VendorHeap.NAME);
            for (int i = 0; i < FAULTS_UNTIL_ISOLATION; i++) {
                assertThat(status().state()).as("%s %d", conduct, i).isEqualTo(State.SERVING);
                assertServedElsewhere();
            }
            assertThat(status().state()).isEqualTo(State.ISOLATED);
            assertThat(vendor.out()).isZero();
        }
    }

    @Test
    public void shouldLoseNoFrameWhenTheVendorFailsUnderThePipeline() {
        startPipeline();
        for (Conduct conduct : new Conduct[] {Conduct.HANGS, Conduct.THROWS, Conduct.LIES}) {
            vendor.conduct = conduct;
            control.enable(VendorHeap.NAME);
            await().atMost(Heaps.PATIENCE).until(() -> {
                assertServedElsewhere();
                return status().state() == State.ISOLATED;
            });
            awaitMoreFrames();
        }
        assertFlawless();
    }

    /** Memory that cannot be copied any more stays where it is; everything else moves out. */
    @Test
    public void shouldLoseNoFrameWhenMemoryTurnsBadUnderThePipeline() {
        startPipeline();
        try (DmaBuf kept = allocator.allocate(REQUEST)) {
            long sum = fill(kept);
            vendor.spoil(kept.size());
            assertThatThrownBy(() -> kept.beginCpuAccess(CpuUse.READ))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("a CPU view is of the whole memory");
            assertThat(control.drain(VendorHeap.NAME, Duration.ofSeconds(1)).await(Heaps.PATIENCE))
                    .isTrue();
            assertThat(kept.exporter()).isEqualTo(VendorHeap.NAME);
            assertThat(control.buffers())
                    .filteredOn(buffer -> buffer.id() == kept.id())
                    .extracting(BufferStatus::placement)
                    .containsExactly(Placement.STRANDED);
            awaitMoreFrames();

            vendor.mend();
            control.enable(VendorHeap.NAME);
            assertThat(sum(kept)).isEqualTo(sum);
            awaitMoreFrames();
        }
        assertFlawless();
    }

    private void startPipeline() {
        pipeline.start(PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), 320, 240))
                .build());
        awaitMoreFrames();
    }

    private void assertFlawless() {
        PipelineReport report = pipeline.stop();
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).as("flawless: %s", report).isTrue();
        assertThat(report.stages())
                .flatExtracting(PipelineReport.Stage::exporters)
                .extracting(ExporterShare::exporter)
                .contains(VendorHeap.NAME);
    }

    private void assertServedElsewhere() {
        long began = System.nanoTime();
        try (DmaBuf buffer = allocator.allocate(REQUEST)) {
            assertThat(buffer.exporter()).isNotEqualTo(VendorHeap.NAME);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(CALL_DEADLINE);
    }

    private void awaitMoreFrames() {
        long before = pipeline.report().counts().shown();
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            PipelineReport report = pipeline.report();
            assertThat(report.counts().shown()).as("shown: %s", report).isGreaterThan(before + MANY);
        });
    }

    private static long fill(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            for (int at = 0; at < buffer.size(); at += Integer.BYTES) {
                access.view().putInt(at, at * 31);
            }
        }
        return sum(buffer);
    }

    private static long sum(DmaBuf buffer) {
        CRC32C sum = new CRC32C();
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            sum.update(access.view());
        }
        return sum.getValue();
    }
}
