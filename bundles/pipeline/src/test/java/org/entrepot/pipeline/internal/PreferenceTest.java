package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.control.HeapStatus;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.Logger;

/** The rules by which a run gets its heap end with it, and concern nobody else. */
class PreferenceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestHeaps heaps =
            new TestHeaps().heap("plenty").heap("strips").heap("blocks");
    private final TestMemory memory = new TestMemory(heaps);
    private final TestDevices devices = new TestDevices();
    private final FramePipeline pipeline =
            new FramePipeline(memory, heaps, TestFramework.context(), TestFramework.of(Logger.class));

    @BeforeEach
    void plugIn() {
        devices.plugInto(pipeline);
    }

    @AfterEach
    void end() {
        pipeline.deactivate();
    }

    private static PipelineSettings.Builder settings() {
        return PipelineSettings.builder().frames(20);
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        await().atMost(LONG).until(() -> pipeline.report().state() != State.RUNNING);
        return pipeline.report();
    }

    @Test
    void shouldLetGoOfItsRulesWhenTheRunFails() {
        devices.captureFaultAt = 3;

        assertThat(run(settings().heap("blocks")).state()).isEqualTo(State.FAILED);
        assertThat(heaps.everHeld).isNotEmpty();
        assertThat(heaps.rules).isEmpty();
    }

    @Test
    void shouldLetGoOfItsRulesWhenTheRunCannotBegin(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() ->
                        pipeline.start(settings().heap("blocks").output(file).build()))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("out=" + file);
        assertThat(heaps.everHeld).isNotEmpty();
        assertThat(heaps.rules).isEmpty();
    }

    @Test
    void shouldDisturbNobodyElseWhileItRuns() {
        AllocationRequest other = AllocationRequest.bytes(4096).build();
        pipeline.start(PipelineSettings.builder().heap("blocks").build());

        assertThat(heaps.chosen(other)).contains("plenty");
        assertThat(heaps.heaps()).allMatch(heap -> heap.state() == HeapStatus.State.SERVING);
        assertThat(pipeline.stop().failure()).isEmpty();
    }

    @Test
    void shouldSayWhoIsPreferredWhenTheOperatorHasWeighedAnother() {
        heaps.rules.add(PolicyRule.parse("weigh any strips -1000"));
        heaps.rules.add(PolicyRule.parse("weigh tag pipeline strips -1"));

        assertThat(run(settings().heap("blocks")).wishes())
                .contains(new Wish(
                        "blocks",
                        "rotator0 → encoder0",
                        Optional.of("strips"),
                        Optional.of("preference: strips is preferred by the operator's policy")));
        assertThat(heaps.rules).hasSize(2);
    }

    @Test
    void shouldPreferNothingAnyMoreWhenTheRunHasEnded() {
        Preference preference = new Preference(heaps);
        preference.become("blocks", Optional.empty());
        preference.close();

        preference.become("strips", Optional.of("blocks"));

        assertThat(heaps.rules).isEmpty();
        assertThat(heaps.everHeld).containsExactly("weigh tag pipeline blocks -1000");
    }
}
