package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.Hang;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.LameMemory.Part;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Roster.Isolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A heap, the better of two, that does not come back from a call: no application waits longer than the deadline, and each gets memory. */
class HangingHeapTest extends TwoHeaps {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    /** What a loaded machine may take on top. */
    private static final Duration SOON = DEADLINE.plusSeconds(10);

    private final Hang hang = new Hang();
    private final Queue<Isolation> isolations = new ConcurrentLinkedQueue<>();
    private Backend lame;

    HangingHeapTest() {
        super(new TestMachine(DEADLINE));
    }

    @BeforeEach
    void bringBothIn() {
        lame = machine.heap(system);
        machine.heap(cma);
        machine.roster.onIsolation(isolations::add);
    }

    @AfterEach
    void letEverybodyGo() {
        hang.close();
        await().untilAsserted(() -> assertThat(system.live).hasValue(0));
    }

    private void lameIn(Part part, Runnable first) {
        system.behaviour = request -> new LameMemory(system.serve(request), part, first);
    }

    private static void assertSoon(Runnable call) {
        long began = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    private void assertIsolated() {
        assertThat(isolations).singleElement().satisfies(one -> assertThat(one.who())
                .isSameAs(lame));
        assertThat(lame.isIsolated()).isTrue();
        try (DmaBuf next = allocate(4096)) {
            assertThat(next.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldGetMemoryFromTheNextHeapWhenTheBestHangs() {
        system.behaviour = request -> {
            hang.waiting();
            return system.serve(request);
        };

        assertSoon(() -> {
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
            }
        });

        assertThat(system.allocations).hasValue(1);
        assertIsolated();
        assertThat(lame.traffic().faults()).isEqualTo(1);
        assertThat(machine.selection
                        .plan(AllocationRequest.bytes(4096).build())
                        .explanation()
                        .verdicts())
                .anySatisfy(verdict -> assertThat(verdict.toString()).contains("system", "isolated"));
    }

    @Test
    void shouldServeAgainWhenAnOperatorEnablesIt() {
        system.behaviour = request -> {
            hang.waiting();
            return system.serve(request);
        };
        allocate(4096).close();
        system.behaviour = system::serve;

        machine.roster.enable("system");

        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }

    @Test
    void shouldLeaveAHeapBehindThatHungBeforeAndIgnoresInterruptsNow() {
        shouldServeAgainWhenAnOperatorEnablesIt();
        isolations.clear();
        system.behaviour = request -> {
            hang.stubborn();
            return system.serve(request);
        };

        assertSoon(() -> {
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
            }
        });

        assertThat(hang.inside).as("still in the vendor's code").hasValue(1);
        assertIsolated();
    }

    @Test
    void shouldAskAHeapAnewWhenItsServiceIsRegisteredAnew() {
        system.behaviour = request -> {
            hang.waiting();
            return system.serve(request);
        };
        allocate(4096).close();
        system.behaviour = system::serve;

        machine.leave(lame);
        machine.heap(system);

        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }

    @Test
    void shouldGiveMemoryBackThatIsThereTooLate() {
        system.behaviour = request -> {
            hang.stubborn();
            return system.serve(request);
        };
        Thread later = new Thread(() -> {
            await().until(lame::isIsolated);
            hang.close();
        });
        later.start();

        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
        await().untilAsserted(() -> assertThat(system.live).hasValue(0));
    }

    @Test
    void shouldHoldUpNoStopLongerThanTheDrainDeadlineWhenACallHangs() throws Exception {
        system.behaviour = request -> {
            hang.stubborn();
            return system.serve(request);
        };
        Thread caller = new Thread(() -> allocate(4096).close());
        caller.start();
        await().until(() -> hang.inside.get() == 1);

        machine.roster.drain(lame);
        assertThat(lame.leases().drain(Duration.ofMillis(50))).isEqualTo(1);
        machine.roster.depart(lame);

        hang.close();
        caller.join();
    }

    @Test
    void shouldEndABufferWhoseMemoryHangsWhenItIsClosed() {
        lameIn(Part.CLOSE, hang::waiting);
        DmaBuf buffer = allocate(4096);

        assertSoon(buffer::close);

        assertThat(machine.buffers.all()).isEmpty();
        assertThat(lame.buffers()).isZero();
        assertIsolated();
    }

    @Test
    void shouldEndManyBuffersSoonWhenEachHangsInItsClose() {
        lameIn(Part.CLOSE, hang::waiting);
        DmaBuf[] buffers = new DmaBuf[50];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = allocate(4096);
        }

        assertSoon(() -> {
            for (DmaBuf buffer : buffers) {
                buffer.close();
            }
        });

        assertThat(lame.buffers()).isZero();
    }

    @Test
    void shouldRefuseACpuAccessThatHangsAndKeepTheBuffer() {
        for (Part part : new Part[] {Part.VIEW, Part.BEGIN}) {
            machine.roster.enable("system");
            lameIn(part, hang::waiting);
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("system");
                assertSoon(() -> assertReason(
                        () -> buffer.beginCpuAccess(CpuUse.READ), Reason.TIMED_OUT, "memory of exporter=system"));
                assertThat(lame.isIsolated()).as(part.name()).isTrue();
            }
        }
    }

    @Test
    void shouldEndACpuAccessThatBeginsWhenNobodyWaitsForItAnyMore() {
        AtomicInteger ended = new AtomicInteger();
        shouldServeAgainWhenAnOperatorEnablesIt();
        system.behaviour = request -> new LameMemory(
                new LameMemory(system.serve(request), Part.END, ended::incrementAndGet), Part.BEGIN, hang::stubborn);
        try (DmaBuf buffer = allocate(4096)) {
            assertSoon(() -> assertReason(() -> buffer.beginCpuAccess(CpuUse.WRITE), Reason.TIMED_OUT, "memory of"));
            assertThat(hang.inside).as("still in the vendor's code").hasValue(1);
            assertThat(ended).hasValue(0);

            hang.close();

            await().untilAsserted(() -> assertThat(ended).hasValue(1));
        }
    }

    @Test
    void shouldEndACpuAccessThatHangs() {
        lameIn(Part.END, hang::waiting);
        try (DmaBuf buffer = allocate(4096)) {
            CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE);

            assertSoon(() -> assertReason(access::close, Reason.TIMED_OUT, "memory of exporter=system"));
        }
        assertIsolated();
    }

    @Test
    void shouldTryTheNextHeapWhenWhatIdentifiesTheMemoryHangs() {
        lameIn(Part.COOKIES, hang::waiting);
        assertSoon(() -> {
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
            }
        });
        assertIsolated();
    }

    @Test
    void shouldPlanWithoutAHeapThatHangsWhenItIsAsked() {
        system.beforePlans = hang::waiting;
        machine.roster.changed();

        assertSoon(() -> {
            try (DmaBuf buffer = allocate(4096)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
            }
        });

        assertIsolated();
    }

    @Test
    void shouldChargeNothingWhenAnAllocationEndsByAnError() {
        AssertionError error = new AssertionError("the engine's own");
        Buffers broken = new Buffers(machine.roster, machine.selection, machine.fences, notice -> {
            throw error;
        });
        system.behaviour = request -> {
            throw new EntrepotException(Reason.IO, "a file is there: file=none");
        };

        assertThatThrownBy(() -> broken.allocate(AllocationRequest.bytes(4096).build(), machine.account))
                .isSameAs(error);
        assertThat(machine.account.status().bytes()).isZero();
        assertThat(machine.account.status().allocations()).isZero();
    }
}
