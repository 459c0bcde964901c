package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;

/** Somebody takes a service for one call and gives it back, as a shell does with each command. */
@ExamReactorStrategy(PerMethod.class)
public class VisitorStory extends Storyteller {
    @After
    public void leaveNothing() {
        visit(Pipeline.class, Pipeline::stop);
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldRunOnWhenThePipelinesServiceIsGivenBack() {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        visit(Pipeline.class, pipeline -> {
            pipeline.start(PipelineSettings.builder()
                    .capture(new CaptureSettings(Optional.empty(), 160, 120))
                    .build());
            return pipeline.report();
        });

        await().atMost(Heaps.PATIENCE)
                .until(() -> visit(Pipeline.class, Pipeline::report).counts().shown() > 10);
        assertThat(visit(Pipeline.class, Pipeline::stop)).matches(PipelineReport::isFlawless);
    }

    @Test
    public void shouldKeepABufferWhenTheAllocatorsServiceIsGivenBack() {
        AllocationRequest request = AllocationRequest.bytes(1).build();

        try (DmaBuf buffer = visit(Allocator.class, service -> service.allocate(request));
                CpuAccess access = buffer.beginCpuAccess(CpuUse.READ_WRITE)) {
            access.view().put(0, (byte) 42);

            assertThat(control.buffers()).hasSize(1);
            assertThat(access.view().get(0)).isEqualTo((byte) 42);
        }
    }
}
