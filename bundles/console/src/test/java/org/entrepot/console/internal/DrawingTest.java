package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private final TestMachine machine = new TestMachine();

    @Test
    void shouldShowNameFillAndOriginWhenAHeapIsDrawn() {
        assertThat(Drawing.text(new Views.Heaps(machine.heaps())))
                .contains("HEAP", "plenty", "SERVING", "4 KiB", "1 MiB", "0x1000-0xffff", "emulated");
    }

    @Test
    void shouldShowWhatItCannotWhenADeviceIsDrawn() {
        assertThat(Drawing.text(new Views.Devices(machine.devices()))).contains("camera0", "direct0", "32 bits", "any");
    }

    @Test
    void shouldShowOwnerAndPlaceWhenABufferIsDrawn() {
        machine.allocate(AllocationRequest.bytes(4096).build());

        assertThat(Drawing.text(new Views.Buffers(machine.buffers())))
                .contains("4 KiB", "at home", "org.entrepot.console");
    }

    @Test
    void shouldSayWhyWhenAMachineIsDrawn() {
        assertThat(Drawing.text(new Views.Machine(machine.heaps(), machine.devices())))
                .contains("heap plenty", "a test needs no memory", "device camera0", "a test needs no camera");
    }

    @Test
    void shouldShowEachVerdictWhenAnExplanationIsDrawn() {
        assertThat(Drawing.text(machine.explain(AllocationRequest.bytes(4096).build())))
                .contains("4096 bytes", "plenty", "could serve");
    }

    @Test
    void shouldSaySoWhenNothingIsThere() {
        assertThat(Drawing.text(new Views.Heaps(List.of()))).contains("no heap is here");
        assertThat(Drawing.text(new Views.Devices(List.of()))).contains("no device is here");
        assertThat(Drawing.text(new Views.Buffers(List.of()))).isEqualTo("no buffer is open");
        assertThat(Drawing.text(new Views.Accounts(List.of()))).contains("no bundle");
    }

    @Test
    void shouldLeaveItToOthersWhenATypeIsNotItsOwn() {
        assertThat(Drawing.text("text")).isNull();
    }
}
