package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Accounts;
import org.junit.jupiter.api.AfterEach;

/** A machine with a heap of plenty, at which collections are opened; at the end nothing may be left. */
class CollectionBench {
    static final AllocationRequest PAGE =
            AllocationRequest.bytes(4096).name("frames").cpuUse(CpuUse.NONE).build();

    final TestMachine machine = new TestMachine();
    final TestHeap heap = TestHeap.system("system");
    final LiveCollections collections = new LiveCollections(machine.buffers, machine.selection, machine.roster);
    final Account other = new Accounts(TestMachine.terms(1L << 30), notice -> {}).of(8, "org.example.other");

    CollectionBench() {
        machine.heap(heap);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        List<String> left = new ArrayList<>();
        collections.releaseAll(left::add);
        assertThat(left).as("collections left open").isEmpty();
        assertThat(heap.live).as("memory still out").hasValue(0);
        assertThat(machine.account.status().bytes()).isZero();
        assertThat(machine.account.status().buffers()).isZero();
        assertThat(machine.buffers.all()).isEmpty();
        assertThat(machine.failures()).isEmpty();
    }

    BufferCollection open() {
        return collections.open(PAGE, machine.account);
    }

    static Statement needs(int buffers) {
        return Statement.builder().counts(new BufferCounts(buffers, 0, 0)).build();
    }

    static Seat stated(BufferCollection collection, String participant, int buffers) {
        Seat seat = collection.join(participant);
        seat.state(needs(buffers));
        return seat;
    }

    static List<DmaBuf> buffers(Seat seat) {
        return seat.buffers(Duration.ZERO);
    }

    static List<Long> ids(Seat seat) {
        return buffers(seat).stream().map(DmaBuf::id).toList();
    }

    static void assertReason(ThrowingCallable call, Reason reason, String... words) {
        assertThatThrownBy(call)
                .isInstanceOf(EntrepotException.class)
                .satisfies(e -> assertThat(((EntrepotException) e).reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(words));
    }
}
