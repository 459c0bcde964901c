package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.LameMemory.Part;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A heap, the better of two, that breaks its contract: no application notices, and after some times in a row it is isolated. */
class LyingHeapTest extends TwoHeaps {
    private Backend lame;

    @BeforeEach
    void bringBothIn() {
        lame = machine.heap(system);
        machine.heap(cma);
    }

    /** Allocates as often as isolates a heap, and once more. */
    private void assertIsolatedAfterFaults(Function<MemoryRequest, @Nullable ExportedMemory> rubbish) {
        system.behaviour = request -> {
            @Nullable ExportedMemory memory = rubbish.apply(request);
            return memory;
        };
        for (int i = 0; i <= TestMachine.MOST_FAULTS; i++) {
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
                assertThat(lame.isIsolated()).as("fault %d", i).isEqualTo(i >= TestMachine.MOST_FAULTS - 1);
            }
        }
        assertThat(system.allocations).hasValue(TestMachine.MOST_FAULTS);
        assertThat(lame.traffic().faults()).isEqualTo(TestMachine.MOST_FAULTS);
        assertThat(lame.traffic().allocations()).isZero();
        assertThat(machine.failures()).hasSizeGreaterThanOrEqualTo(TestMachine.MOST_FAULTS);
    }

    @Test
    void shouldIsolateAHeapThatThrows() {
        assertIsolatedAfterFaults(request -> {
            throw new NoClassDefFoundError("org/example/Gone");
        });
    }

    @Test
    void shouldCountFaultsAnewWhenTheHeapIsPutBackIntoService() {
        assertIsolatedAfterFaults(request -> null);
        machine.roster.enable("system");

        allocate(4096).close();
        assertThat(lame.isIsolated()).isFalse();
        for (int i = 1; i < TestMachine.MOST_FAULTS; i++) {
            allocate(4096).close();
        }
        assertThat(lame.isIsolated()).isTrue();
    }

    @Test
    void shouldIsolateAHeapThatGivesNothing() {
        assertIsolatedAfterFaults(request -> null);
    }

    @Test
    void shouldIsolateAHeapThatGivesTheWrongSize() {
        assertIsolatedAfterFaults(request -> system.new Memory(request.bytes() + 4096));
    }

    @Test
    void shouldIsolateAHeapWhosePageFramesAreNotItsOwn() {
        assertIsolatedAfterFaults(request -> {
            system.extraCookies = List.of(new MemoryCookie.Pages(List.of(new PageRun(1, 1))));
            return system.serve(request);
        });
    }

    @Test
    void shouldIsolateAHeapThatGivesAReasonWhichTheContractDoesNotName() {
        assertIsolatedAfterFaults(request -> {
            throw new EntrepotException(Reason.IO, "a file is there: file=none");
        });
    }

    @Test
    void shouldNotIsolateAHeapThatIsFullOrCannot() {
        for (Reason reason : List.of(Reason.OUT_OF_MEMORY, Reason.REFUSED)) {
            system.behaviour = request -> {
                throw new EntrepotException(reason, "a heap has room: free=0");
            };
            for (int i = 0; i < 2 * TestMachine.MOST_FAULTS; i++) {
                allocate(4096).close();
            }
        }
        assertThat(lame.isIsolated()).isFalse();
        assertThat(lame.traffic().faults()).isZero();
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void shouldForgetFaultsOnceAnAllocationIsGood() {
        for (int i = 0; i < 3 * TestMachine.MOST_FAULTS; i++) {
            boolean bad = i % 2 == 0;
            system.behaviour = request -> bad ? system.new Memory(4 * request.bytes()) : system.serve(request);
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo(bad ? "cma" : "system");
            }
        }
        assertThat(lame.isIsolated()).isFalse();
        assertThat(lame.traffic().allocations()).isEqualTo(3 * TestMachine.MOST_FAULTS / 2);
    }

    @Test
    void shouldIsolateAHeapWhoseMemoryFailsWhenItIsClosedTimeAndAgain() {
        system.behaviour = request -> new LameMemory(system.serve(request), Part.CLOSE, () -> {
            throw new IllegalStateException("vendor bug");
        });
        for (int i = 0; i < TestMachine.MOST_FAULTS; i++) {
            allocate(4096).close();
        }
        assertThat(lame.isIsolated()).isTrue();
        assertThat(lame.buffers()).isZero();
        assertThat(machine.failures())
                .hasSizeGreaterThanOrEqualTo(TestMachine.MOST_FAULTS)
                .allSatisfy(e -> assertThat(e).hasMessageContaining("vendor bug"));
    }

    @Test
    void shouldNotIsolateAHeapWhoseMemoryHasNoView() {
        system.blind = true;
        for (int i = 0; i < 2 * TestMachine.MOST_FAULTS; i++) {
            try (DmaBuf buffer = allocate(4096)) {
                assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.READ)).isInstanceOf(EntrepotException.class);
            }
        }
        assertThat(lame.isIsolated()).isFalse();
    }
}
