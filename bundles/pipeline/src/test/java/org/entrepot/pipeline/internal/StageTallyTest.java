package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    private final StageTally tally = new StageTally("stage", 2);

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
            tally.used(old, 0);
            for (int frame = 1; frame < 10; frame += 2) {
                tally.used(fresh, frame);
                tally.used(old, frame + 1);
            }
        }
        assertThat(tally.swaps()).containsExactly(new Swap("stage", "first", "second", 1));
        assertThat(tally.report().exporters())
                .containsExactly(new ExporterShare("first", 6), new ExporterShare("second", 5));
    }

    @Test
    void shouldCountOneSwapWhenBuffersMoveOneByOne() {
        try (DmaBuf one = buffer("first");
                DmaBuf other = buffer("third")) {
            tally.follow("first");
            tally.used(one, 0);
            memory.moved.put("first", "second");
            tally.used(one, 1);
            memory.moved.put("third", "second");
            tally.used(other, 2);
            tally.used(one, 3);
        }
        assertThat(tally.swaps()).containsExactly(new Swap("stage", "first", "second", 1));
    }
}
