package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.AfterEach;

/** A machine with two heaps that are not there yet; at the end nothing may be left. */
class TwoHeaps {
    static final Constraints ONE_RUN_32 =
            Constraints.builder().addressBits(32).maxSegments(1).build();

    final TestMachine machine;
    final TestHeap system = TestHeap.system("system");
    final TestHeap cma = TestHeap.cma("cma");

    TwoHeaps() {
        this(new TestMachine());
    }

    TwoHeaps(TestMachine machine) {
        this.machine = machine;
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        assertThat(system.live.get() + cma.live.get()).as("memory still out").isZero();
        assertThat(machine.account.status().bytes()).isZero();
        assertThat(machine.account.status().buffers()).isZero();
        assertThat(machine.buffers.all()).isEmpty();
    }

    DmaBuf allocate(long bytes, String... devices) {
        return machine.buffers.allocate(
                AllocationRequest.bytes(bytes).devices(devices).build(), machine.account);
    }

    static void assertReason(Runnable call, Reason reason, String... words) {
        assertThatThrownBy(call::run)
                .isInstanceOf(EntrepotException.class)
                .satisfies(e -> assertThat(((EntrepotException) e).reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(words));
    }
}
