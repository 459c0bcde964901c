package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory comes from a heap that has left meanwhile: whoever emptied that has not seen it. */
@Timeout(60)
class LateMemoryTest extends TwoHeaps {
    private void whileAllocating(Consumer<Backend> then) {
        Backend leaving = machine.heap(system);
        system.behaviour = request -> {
            system.behaviour = system::serve;
            then.accept(leaving);
            return system.serve(request);
        };
    }

    private void departs(Backend leaving) {
        machine.roster.drain(leaving);
        machine.roster.depart(leaving);
    }

    @Test
    void shouldComeFromTheNextHeap() {
        whileAllocating(this::departs);
        machine.heap(cma);

        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(system.live).hasValue(0);
            assertThat(machine.roster.departed()).isEmpty();
        }
    }

    @Test
    void shouldBeRefusedWhenThereIsNoOtherHeap() {
        whileAllocating(this::departs);

        assertReason(() -> allocate(4096), Reason.REFUSED, "no heap is here");
    }

    @Test
    void shouldComeFromTheNextHeapWhenItsOwnIsTakenOutOfServiceMeanwhile() {
        whileAllocating(leaving -> machine.roster.disable("system"));
        machine.heap(cma);

        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(machine.buffers.all())
                    .singleElement()
                    .satisfies(one -> assertThat(one.status().placement()).isEqualTo(BufferStatus.Placement.AT_HOME));
        }
    }

    /** Its memory was taken in time; the heap leaves while the contents are copied there. */
    @Test
    void shouldTakeNoBufferInThatIsCopiedWhileItsHeapLeaves() {
        machine.heap(system);
        try (DmaBuf buffer = allocate(4096)) {
            Backend leaving = machine.heap(cma);
            cma.behaviour =
                    request -> new LameMemory(cma.serve(request), LameMemory.Part.BEGIN, () -> departs(leaving));
            Buffer inside = machine.buffers.find(buffer.id()).orElseThrow();

            Relocation result =
                    machine.buffers.relocate(inside, any -> true, Optional.of("cma"), "of a test", new FormerPlaces(0));

            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.REFUSED);
            assertThat(result.why()).contains("moves to a heap in service", "heap=cma");
            assertThat(buffer.exporter()).isEqualTo("system");
            assertThat(cma.live).hasValue(0);
        }
    }
}
