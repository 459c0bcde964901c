package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.core.internal.Hang;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.LameMemory.Part;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that no longer says what it is: its bundle was uninstalled, or it hangs. */
class SilentMemoryTest extends TwoHeaps {
    private static final Duration DEADLINE = Duration.ofMillis(200);

    private final Hang hang = new Hang();
    private volatile Runnable first = () -> {};
    private Backend lame;

    SilentMemoryTest() {
        super(new TestMachine(DEADLINE));
    }

    @BeforeEach
    void bringAHeapIn() {
        system.behaviour = request -> new LameMemory(system.serve(request), Part.COOKIES, () -> first.run());
        lame = machine.heap(system);
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
    }

    @AfterEach
    void letEverybodyGo() {
        hang.close();
        await().untilAsserted(() -> assertThat(system.live).hasValue(0));
    }

    private void uninstall() {
        first = () -> {
            throw new NoClassDefFoundError("org/example/Pages");
        };
    }

    @Test
    void shouldBeAtHomeWithoutBeingAsked() {
        try (DmaBuf buffer = allocate(4096)) {
            uninstall();

            assertThat(machine.buffers.find(buffer.id()).orElseThrow().status().placement())
                    .isEqualTo(Placement.AT_HOME);
        }
        assertThat(lame.traffic().faults()).isZero();
    }

    @Test
    void shouldEndWithAllOthersOfItsOwnerWhoseBundleStops() {
        DmaBuf one = allocate(4096);
        DmaBuf other = allocate(4096);
        uninstall();

        assertThat(LeakReport.cut(machine.buffers.all(), "its bundle stopped"))
                .singleElement()
                .asString()
                .contains("had 2 buffers with 8192 bytes");
        assertThat(machine.buffers.all()).isEmpty();
        assertThat(one.id()).isNotEqualTo(other.id());
    }

    @Test
    void shouldRefuseADeviceAndKeepNoReferenceForIt() {
        try (DmaBuf buffer = allocate(4096)) {
            uninstall();

            assertReason(() -> buffer.attach("camera0"), Reason.IO, "memory of exporter=system", "org/example/Pages");
            assertThat(lame.traffic().faults()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseADeviceOnceTheCallIsOverdue() {
        try (DmaBuf buffer = allocate(4096)) {
            first = hang::waiting;

            assertReason(() -> buffer.attach("camera0"), Reason.TIMED_OUT, "memory of exporter=system");
            assertThat(lame.isIsolated()).isTrue();
        }
    }

    @Test
    void shouldRefuseWhoComesLateToACollection() {
        try (DmaBuf buffer = allocate(4096)) {
            uninstall();
            Statement late =
                    Statement.builder().device("camera0", Direction.FROM_DEVICE).build();

            assertThatThrownBy(() -> new LateUse(machine.roster, machine.selection).check(buffer, "camera", late))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("memory of exporter=system");
        }
    }
}
