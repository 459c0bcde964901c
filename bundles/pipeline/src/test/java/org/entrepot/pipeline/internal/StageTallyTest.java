package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Zeroing;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.junit.jupiter.api.Test;

class StageTallyTest {
    private final TestMemory memory = new TestMemory();
    private final Progress progress = new Progress(OptionalLong.empty());
    private final StageTally tally = new StageTally("stage", 2);

    private void used(DmaBuf buffer, long frame) {
        tally.used(buffer, new Frame.Ticket(frame, progress));
    }

    private DmaBuf buffer(String exporter) {
        memory.exporter = exporter;
        AllocationRequest request =
                AllocationRequest.image(8, 8, PixelFormat.NV12).build();
        try (BufferPool pool = memory.pool(request, 1, Zeroing.WHEN_FRESH)) {
            return pool.acquire(Duration.ofSeconds(1));
        }
    }

    @Test
    void shouldCountOneSwapWhenRecycledBuffersOfTwoHeapsTakeTurns() {
        try (DmaBuf old = buffer("first");
                DmaBuf fresh = buffer("second")) {
            used(old, 0);
            for (int frame = 1; frame < 10; frame += 2) {
                used(fresh, frame);
                used(old, frame + 1);
            }
        }
        assertThat(tally.swaps()).containsExactly(new Swap("stage", "first", "second", 1, 0));
        assertThat(tally.report().exporters())
                .containsExactly(new ExporterShare("first", 6), new ExporterShare("second", 5));
    }

    @Test
    void shouldCountOneSwapWhenBuffersMoveOneByOne() {
        try (DmaBuf one = buffer("first");
                DmaBuf other = buffer("third")) {
            tally.follow("first");
            used(one, 0);
            memory.moved.put("first", "second");
            used(one, 1);
            memory.moved.put("third", "second");
            used(other, 2);
            used(one, 3);
        }
        assertThat(tally.swaps()).containsExactly(new Swap("stage", "first", "second", 1, 0));
    }
}
