package org.entrepot.core.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.migration.Journey.Terms;
import org.junit.jupiter.api.Test;

class JourneyTest {
    private final TestMachine machine = new TestMachine();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<Journey> ended = new ArrayList<>();

    private Journey journey(RuntimeException bug) {
        Terms terms = new Terms(
                1,
                "a test wants it",
                any -> {
                    throw bug;
                },
                Optional.empty(),
                Duration.ofSeconds(1),
                () -> false);
        return new Journey(terms, machine.buffers, machine.roster, failures::add, ended::add);
    }

    @Test
    void shouldSayThatItFailedRatherThanThatAllHasMoved() {
        machine.heap(TestHeap.system("system"));
        IllegalStateException bug = new IllegalStateException("bug of a test");
        try (DmaBuf buffer =
                machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account)) {
            Journey journey = journey(bug);
            journey.run();

            assertThat(journey.status().state()).isEqualTo(State.FAILED);
            assertThat(failures).containsExactly(bug);
            assertThat(ended).containsExactly(journey);
            assertThat(journey.await(Duration.ZERO)).isTrue();
            assertThat(buffer.moves()).isZero();
        }
    }
}
