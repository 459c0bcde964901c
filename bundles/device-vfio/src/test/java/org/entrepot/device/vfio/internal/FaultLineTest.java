package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.api.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0x1f000 [fault reason 0x05] PTE Write access is not set",
                "DMAR: [DMA Write] Request device [00:03.0] PASID ffffffff fault addr 1f000 [fault reason 05] PTE Write access is not set",
                "DMAR: [DMA Write PASID 0x4] Request device [00:03.0] fault addr 0x1f000 [fault reason 0x05] PTE Write access is not set",
                "vfio-pci 0000:00:03.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0014 address=0x1f000 flags=0x0020]",
                "AMD-Vi: Event logged [IO_PAGE_FAULT device=0000:00:03.0 domain=0x0014 address=0x1f000 flags=0x0020]",
            })
    void shouldBeUnderstoodAsTheDriversOfIntelAndAmdWriteIt(String line) {
        assertThat(FaultLine.of(line)).hasValueSatisfying(fault -> {
            assertThat(fault.address()).isEqualTo(0x1f000);
            assertThat(fault.access()).isEqualTo(Direction.FROM_DEVICE);
            assertThat(fault.isOf("0000:00:03.0")).isTrue();
            assertThat(fault.isOf("0000:01:03.0")).isFalse();
            assertThat(fault.isOf("0000:00:03.1")).isFalse();
        });
    }

    @Test
    void shouldTellAReadFromAWrite() {
        assertThat(FaultLine.of(
                        "DMAR: [DMA Read NO_PASID] Request device [00:03.0] fault addr 0xfffff000 [fault reason 0x06]"
                                + " PTE Read access is not set"))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .returns(0xffff_f000L, FaultLine::address)
                        .returns(Direction.TO_DEVICE, FaultLine::access));
        assertThat(
                        FaultLine.of(
                                "AMD-Vi: Event logged [IO_PAGE_FAULT device=0001:00:03.0 domain=0x0014 address=0x1000 flags=0x0000]"))
                .hasValueSatisfying(fault -> {
                    assertThat(fault.access()).isEqualTo(Direction.TO_DEVICE);
                    assertThat(fault.isOf("0000:00:03.0")).as("another domain").isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DMAR: DRHD: handling fault status reg 3",
                "usb 1-1: new device",
                "AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0014 address=0x1000 flags=0x0020]",
            })
    void shouldNotBeSeenWhereThereIsNone(String line) {
        assertThat(FaultLine.of(line)).isEmpty();
    }
}
