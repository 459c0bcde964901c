package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.Constraint;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

class AllocationTest extends TwoHeaps {
    @Test
    void shouldRoundUpToPagesAndChargeTheOwner() {
        machine.heap(system);
        try (DmaBuf buffer = allocate(5000)) {
            assertThat(buffer.size()).isEqualTo(8192);
            assertThat(buffer.layout().bytes()).isEqualTo(5000);
            assertThat(machine.account.status().bytes()).isEqualTo(8192);
        }
    }

    @Test
    void shouldGoToTheNextHeapWhenTheBestHasNoRoom() {
        machine.heap(system);
        machine.heap(cma);
        system.room = 4096;
        try (DmaBuf buffer = allocate(8192)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldSayWhatEachHeapLackedWhenNoneHasRoom() {
        machine.heap(system);
        machine.heap(cma);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
        cma.room = 0;

        assertThatThrownBy(() -> allocate(4096, "camera0"))
                .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .satisfies(e -> assertThat(e)
                        .hasMessageContainingAll(
                                "cma refused, room: request wants 4096 bytes",
                                "system refused, address bits",
                                "; see dma:explain camera0 4096"))
                .satisfies(e -> assertThat(e.explanation().verdicts()).hasSize(2));
    }

    @Test
    void shouldNameTheConstraintAndTheDeviceWhenNobodyCanServe() {
        machine.heap(system);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);

        assertReason(() -> allocate(4096, "camera0"), Reason.REFUSED, "system", "address bits", "camera0", "32 bits");
    }

    @Test
    void shouldSayThatNoHeapIsHereWhenThereIsNone() {
        assertReason(() -> allocate(1), Reason.REFUSED, "no heap is here");
    }

    @Test
    void shouldRefuseOverTheLimitAndNameIt() {
        machine.heap(system);
        assertReason(() -> allocate((1L << 30) + 1), Reason.LIMIT, "org.example.app", "limit=1073741824");
        assertThat(system.allocations).hasValue(0);
    }

    @Test
    void shouldTryTheNextHeapWhenOneThrowsWhatItMustNot() {
        machine.heap(system);
        machine.heap(cma);
        system.behaviour = request -> {
            throw new IllegalStateException("vendor bug");
        };
        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
        assertThat(machine.failures()).singleElement().satisfies(e -> assertThat(e)
                .hasMessageContaining("vendor bug"));
    }

    @Test
    void shouldGiveBackAndTryTheNextHeapWhenOneGivesTheWrongSize() {
        machine.heap(system);
        machine.heap(cma);
        system.behaviour = request -> system.new Memory(request.bytes() + 4096);
        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(system.live).hasValue(0);
        }
    }

    @Test
    void shouldNotBelieveAHeapThatBreaksTheConstraints() {
        TestHeap lying = TestHeap.cma("lying");
        machine.heap(lying);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
        lying.behaviour = request -> {
            lying.runs = 3;
            return lying.serve(request);
        };

        assertReason(() -> allocate(4 * 4096, "camera0"), Reason.OUT_OF_MEMORY, "lying", "max segments");
        assertThat(lying.live).hasValue(0);
    }

    @Test
    void shouldFindTheAllocationSiteInTheCallersCode() {
        machine.heap(system);
        try (DmaBuf buffer = allocate(4096);
                DmaBuf again = machine.buffers.open(buffer.id())) {
            assertThat(again.id()).isEqualTo(buffer.id());
            assertThat(machine.buffers.all().get(0).site()).isNotBlank();
        }
        assertReason(() -> machine.buffers.open(4711), Reason.UNKNOWN, "buffer=4711");
    }

    @Test
    void shouldNameTheLargestSizeWhenARequestIsBeyondIt() {
        machine.heap(system);
        assertThatThrownBy(() -> allocate(Long.MAX_VALUE))
                .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                .satisfies(e -> assertThat(e.explanation()
                                .verdicts()
                                .get(0)
                                .refusals()
                                .get(0)
                                .constraint())
                        .isEqualTo(Constraint.SIZE));
    }
}
