package org.entrepot.core.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Relocation;
import org.entrepot.core.internal.buffer.Relocation.Outcome;
import org.entrepot.core.internal.migration.Journey.Terms;
import org.junit.jupiter.api.Test;

class JourneyTest {
    private final TestMachine machine = new TestMachine();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<Journey> ended = new ArrayList<>();

    private Journey journey(RuntimeException bug) {
        return journey(
                any -> {
                    throw bug;
                },
                Duration.ofSeconds(1));
    }

    private Journey journey(Predicate<Buffer> which, Duration deadline) {
        Terms terms = new Terms(1, "a test wants it", which, Optional.of("cma"), deadline, () -> false);
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

    /** Two are in use when their turn comes first; before it comes again one of them is let go of, and the other released. */
    @Test
    void shouldCountEachBufferOnceAtAnyMomentHoweverOftenItIsTried() {
        machine.heap(TestHeap.system("system"));
        List<DmaBuf> all = List.of(allocate(), allocate(), allocate(), allocate());
        List<CpuAccess> uses =
                List.of(all.get(2).beginCpuAccess(CpuUse.READ), all.get(3).beginCpuAccess(CpuUse.READ));
        TestHeap cma = TestHeap.cma("cma");
        machine.heap(cma);
        AtomicReference<Journey> under = new AtomicReference<>();
        Journey journey = journey(
                buffer -> {
                    if (under.get().status().left().size() == 2) {
                        uses.forEach(CpuAccess::close);
                        all.get(3).close();
                    }
                    return !machine.buffers.isIn(buffer, "cma");
                },
                Duration.ofSeconds(Long.MAX_VALUE));
        under.set(journey);
        List<MigrationStatus> seen = new ArrayList<>();
        cma.behaviour = request -> {
            seen.add(journey.status());
            return cma.serve(request);
        };

        journey.run();

        assertThat(seen).extracting(MigrationStatus::moved).containsExactly(0, 1, 2);
        assertThat(seen).extracting(MigrationStatus::total).containsOnly(4);
        assertThat(journey.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        MigrationStatus last = journey.status();
        assertThat(List.of(last.total(), last.moved(), last.ended())).containsExactly(4, 3, 1);
        assertThat(last.state()).isEqualTo(State.DONE);
        all.forEach(DmaBuf::close);
    }

    /** The heap that an operator names may leave while others are on their way to it, and what moved there goes elsewhere again. */
    @Test
    void shouldRunAfterNoneThatHasMovedAndIsElsewhereByNow() {
        machine.heap(TestHeap.system("system"));
        List<DmaBuf> all = List.of(allocate(), allocate());
        CpuAccess use = all.get(1).beginCpuAccess(CpuUse.READ);
        machine.heap(TestHeap.cma("cma"));
        AtomicReference<Journey> under = new AtomicReference<>();
        Journey journey = journey(
                buffer -> {
                    if (!under.get().status().left().isEmpty()) {
                        use.close();
                    }
                    return true;
                },
                Duration.ofSeconds(20));
        under.set(journey);

        journey.run();

        assertThat(all).extracting(DmaBuf::moves).containsExactly(1L, 1L);
        assertThat(journey.status().total()).isEqualTo(2);
        assertThat(journey.status().state()).isEqualTo(State.DONE);
        all.forEach(DmaBuf::close);
    }

    @Test
    void shouldCountABufferOnceThatComesBackIntoAHeapThatLeaves() {
        machine.heap(TestHeap.system("system"));
        try (DmaBuf buffer = allocate()) {
            List<Buffer> only = List.of(machine.buffers.find(buffer.id()).orElseThrow());
            Progress progress = new Progress();
            List<Progress.Standing> seen = new ArrayList<>();
            for (Outcome next : List.of(Outcome.MOVED, Outcome.HELD, Outcome.MOVED, Outcome.NOTHING)) {
                progress.expect(only);
                seen.add(progress.now());
                progress.note(only.get(0), new Relocation(next, 4096, "a test wants it"));
                seen.add(progress.now());
            }

            assertThat(seen).extracting(Progress.Standing::total).containsOnly(1);
            assertThat(seen).extracting(Progress.Standing::moved).containsExactly(0, 1, 1, 0, 0, 1, 1, 1);
        }
    }

    @Test
    void shouldCountABufferOnceThatNeedsAMoveAfterAll() {
        machine.heap(TestHeap.system("system"));
        try (DmaBuf buffer = allocate()) {
            List<Buffer> only = List.of(machine.buffers.find(buffer.id()).orElseThrow());
            Progress progress = new Progress();
            List<Progress.Standing> seen = new ArrayList<>();
            for (Outcome next :
                    List.of(Outcome.NOTHING, Outcome.NOTHING, Outcome.HELD, Outcome.NOTHING, Outcome.MOVED)) {
                progress.expect(only);
                seen.add(progress.now());
                progress.note(only.get(0), new Relocation(next, 4096, "a test wants it"));
                seen.add(progress.now());
            }

            assertThat(seen).extracting(Progress.Standing::total).containsOnly(1);
            assertThat(seen).extracting(Progress.Standing::ended).containsExactly(0, 1, 1, 1, 1, 0, 0, 1, 1, 0);
            assertThat(progress.now().moved()).isEqualTo(1);
        }
    }

    @Test
    void shouldBeCancelledByWhoCancelsItAtTheVeryEnd() {
        machine.heap(TestHeap.system("system"));
        AtomicReference<Journey> under = new AtomicReference<>();
        Terms terms = new Terms(1, "a test wants it", any -> false, Optional.empty(), Duration.ofSeconds(1), () -> {
            under.get().cancel();
            return false;
        });
        Journey journey = new Journey(terms, machine.buffers, machine.roster, failures::add, ended::add);
        under.set(journey);

        journey.run();

        assertThat(journey.status().state()).isEqualTo(State.CANCELLED);
    }

    private DmaBuf allocate() {
        return machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account);
    }
}
