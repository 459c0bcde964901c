package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.junit.jupiter.api.Test;

/** Who is about to map a buffer while its owner's bundle stops. */
class EndedBufferTest {
    private final TestMachine machine = new TestMachine();

    @Test
    void shouldNotBeMappedWhenItEndedUnderTheHandsOfItsUser() {
        machine.heap(TestHeap.system("system"));
        Device device = machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        long id = machine.buffers
                .allocate(AllocationRequest.bytes(4096).devices("camera0").build(), machine.account)
                .id();
        Buffer buffer = machine.buffers.all().get(0);
        DeviceLink link = buffer.links().attach(device, Orientation.ROTATE_0);

        assertThat(buffer.id()).isEqualTo(id);
        assertThat(buffer.cut()).isTrue();

        assertThatThrownBy(() -> link.map(Direction.TO_DEVICE))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @Test
    void shouldBlameNobodyForABracketThatOutlivesIt() {
        TestHeap heap = TestHeap.system("system");
        heap.behaviour = request -> new LameMemory(heap.serve(request), LameMemory.Part.END, () -> {
            if (heap.live.get() == 0) {
                throw new IllegalStateException("a bracket is of open memory");
            }
        });
        Backend backend = machine.heap(heap);
        DmaBuf reference =
                machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account);
        CpuAccess access = reference.beginCpuAccess(CpuUse.WRITE);

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        access.close();
        reference.close();

        assertThat(backend.traffic().faults()).isZero();
    }
}
