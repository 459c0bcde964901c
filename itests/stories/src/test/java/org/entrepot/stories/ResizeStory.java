package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Segment;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.control.HeapStatus;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;

/** The region of the CMA heap is resized and moved by its configuration while buffers live in it; nothing is lost. */
@ExamReactorStrategy(PerMethod.class)
public class ResizeStory extends Storyteller {
    private static final long BASE = 0x3000_0000L;
    private static final long ELSEWHERE = 0x2000_0000L;
    private static final int MIB = 1 << 20;
    private static final AllocationRequest FOR_CAMERA =
            AllocationRequest.bytes(4 * MIB).devices("camera0").build();

    @Inject
    private Allocator allocator;

    @Inject
    private Pipeline pipeline;

    private final List<DmaBuf> buffers = new ArrayList<>();

    @Before
    public void leaveOnlyTheCmaHeap() {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        control.disable("system");
    }

    @After
    public void leaveNothing() {
        pipeline.stop();
        buffers.forEach(DmaBuf::close);
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldLoseNoBufferWhenTheRegionShrinksMovesAndComesBack() throws IOException {
        for (int i = 0; i < 4; i++) {
            buffers.add(allocator.allocate(FOR_CAMERA));
            write(buffers.get(i), i + 1);
        }
        try (Attachment attachment = buffers.get(3).attach("camera0");
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
            List<Segment> before = mapping.segments();
            resize(BASE, 8 * MIB);
            assertThat(placements())
                    .containsExactly(Placement.AT_HOME, Placement.AT_HOME, Placement.STRANDED, Placement.STRANDED);
            assertThatThrownBy(() -> allocator.allocate(FOR_CAMERA)).isInstanceOf(AllocationRefusedException.class);

            // What nobody has mapped moves into the new region, beside what is allocated there.
            resize(ELSEWHERE, 32 * MIB);
            buffers.add(allocator.allocate(FOR_CAMERA));
            write(buffers.get(4), 5);
            assertThat(address(buffers.get(4))).isBetween(ELSEWHERE, ELSEWHERE + 28 * MIB);
            await().atMost(Heaps.PATIENCE)
                    .until(() -> placements().stream()
                                    .filter(Placement.AT_HOME::equals)
                                    .count()
                            == 4);

            resize(BASE, 32 * MIB);
            buffers.add(allocator.allocate(FOR_CAMERA));
            write(buffers.get(5), 6);
            assertThat(mapping.segments()).isEqualTo(before);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(read(buffers.get(i))).as("buffer %d", i).isEqualTo(i + 1);
        }
    }

    @Test
    public void shouldGoOnWithItsRegionWhenTheNewOneIsSomebodyElses() throws IOException {
        heaps.configure(
                Heaps.CMA,
                "second",
                Map.of("entrepot.exporter", "cma2", "region.base", ELSEWHERE, "region.bytes", 8L * MIB));
        heaps.awaitServing("cma2");
        control.disable("cma2");

        configure(ELSEWHERE + 4 * MIB, 8 * MIB);
        configure(ELSEWHERE - 4 * MIB, 4 * MIB);
        await().atMost(Heaps.PATIENCE).until(() -> capabilities().lowestAddress() == ELSEWHERE - 4 * MIB);
        configure(ELSEWHERE - 4 * MIB, 4096);
        configure(ELSEWHERE - 8 * MIB, 16 * MIB);
        buffers.add(allocator.allocate(FOR_CAMERA));

        assertThat(buffers.get(0).exporter()).isEqualTo("cma");
        assertThat(address(buffers.get(0))).isEqualTo(ELSEWHERE - 4 * MIB);
    }

    @Test
    public void shouldLoseNoFrameWhenTheRegionIsResizedUnderThePipeline() throws IOException {
        pipeline.start(PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), 320, 240))
                .build());
        awaitMoreFrames();
        for (int round = 0; round < 5; round++) {
            resize(BASE, 8 * MIB);
            awaitMoreFrames();
            resize(ELSEWHERE, 16 * MIB);
            awaitMoreFrames();
            resize(BASE, 64 * MIB);
            awaitMoreFrames();
        }

        PipelineReport report = pipeline.stop();
        assertThat(report.failure()).isEmpty();
        assertThat(report.isFlawless()).as("flawless: %s", report).isTrue();
        // The CPU copies what moves, and nothing else.
        assertThat(report.counts().copiedBytes()).isLessThanOrEqualTo(movedBytes());
    }

    private void resize(long base, long bytes) throws IOException {
        configure(base, bytes);
        await().atMost(Heaps.PATIENCE)
                .until(() ->
                        capabilities().lowestAddress() == base && capabilities().highestAddress() == base + bytes - 1);
    }

    private void configure(long base, long bytes) throws IOException {
        Map<String, Object> values = new HashMap<>();
        values.put("entrepot.exporter", "cma");
        values.put("region.base", base);
        values.put("region.bytes", bytes);
        heaps.configure(Heaps.CMA, "default", values);
    }

    private Capabilities capabilities() {
        return control.heaps().stream()
                .filter(heap -> heap.name().equals("cma"))
                .map(HeapStatus::capabilities)
                .findFirst()
                .orElseThrow();
    }

    private List<Placement> placements() {
        return control.buffers().stream().map(BufferStatus::placement).toList();
    }

    private static long address(DmaBuf buffer) {
        try (Attachment attachment = buffer.attach("camera0");
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
            return mapping.segments().get(0).address();
        }
    }

    private static void write(DmaBuf buffer, int mark) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            access.view().putInt(0, mark).putInt(4 * MIB - 4, mark);
        }
    }

    private static int read(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            assertThat(access.view().getInt(4 * MIB - 4))
                    .isEqualTo(access.view().getInt(0));
            return access.view().getInt(0);
        }
    }

    private void awaitMoreFrames() {
        long before = pipeline.report().counts().shown();
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            PipelineReport report = pipeline.report();
            assertThat(report.counts().shown()).as("shown: %s", report).isGreaterThan(before + 20);
        });
    }
}
