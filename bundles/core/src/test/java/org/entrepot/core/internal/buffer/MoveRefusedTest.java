package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.junit.jupiter.api.Test;

/** Moves that do not happen: the buffer stays as it was. */
class MoveRefusedTest extends CameraJoins {
    @Test
    void shouldNotMoveWhileADeviceHasItMapped() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            try (DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
                assertReason(
                        () -> buffer.attach("camera0"),
                        Reason.BUSY,
                        "device display0 has it mapped",
                        "camera0 joined",
                        "address bits");
                assertThat(mapping.isOpen()).isTrue();
                assertThat(buffer.exporter()).isEqualTo("system");
            }
            buffer.attach("camera0").close();
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
        assertThat(display.attachments()).hasValue(0);
    }

    @Test
    void shouldNotMoveWhileTheCpuHasItOpen() {
        try (DmaBuf buffer = filled()) {
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                assertReason(() -> buffer.attach("camera0"), Reason.BUSY, "the CPU has it open");
                assertThat(access.view().getInt(4)).isEqualTo(4 * 31);
            }
            buffer.attach("camera0").close();
            assertThat(buffer.moves()).isEqualTo(1);
        }
    }

    @Test
    void shouldStayAsItWasAndExplainWhenTheNewPlaceHasNoRoom() {
        cma.room = 4096;
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            assertThatThrownBy(() -> buffer.attach("camera0"))
                    .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                    .satisfies(e -> assertThat(e).hasMessageContainingAll("camera0", "cma refused, room"))
                    .satisfies(e -> assertThat(e.explanation().verdicts()).hasSize(2));

            assertFilled(buffer);
            shown.map(Direction.TO_DEVICE).close();
            assertThat(buffer.moves()).isZero();
            assertThat(cma.live).hasValue(0);
            assertThat(machine.buffers.moves().counters().get(2).value()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseTheJoinerWithTheExplanationWhenNoHeapServesEverybody() {
        machine.device("island0", "island", Constraints.NONE);
        try (DmaBuf buffer = filled()) {
            assertThatThrownBy(() -> buffer.attach("island0"))
                    .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .satisfies(
                            e -> assertThat(e.explanation().request().devices()).containsExactly("display0", "island0"))
                    .satisfies(e -> assertThat(e.explanation().chosen()).isEmpty());
            assertThat(buffer.moves()).isZero();
        }
    }

    @Test
    void shouldRefuseWhoCannotUseTheLayoutWhereverItIs() {
        machine.device(
                "encoder0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(4096).build());
        AllocationRequest request = AllocationRequest.image(64, 48, PixelFormat.NV12)
                .devices("display0")
                .build();
        try (DmaBuf buffer = machine.buffers.allocate(request, machine.account)) {
            assertThatThrownBy(() -> buffer.attach("encoder0"))
                    .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .satisfies(e -> assertThat(e)
                            .hasMessageContainingAll("encoder0", "stride alignment", "a layout never changes"))
                    .satisfies(e -> assertThat(e.explanation().verdicts())
                            .isNotEmpty()
                            .allSatisfy(verdict -> assertThat(
                                            verdict.refusals().get(0).participant())
                                    .isEqualTo("encoder0")));
            assertThat(buffer.moves()).isZero();
        }
    }

    @Test
    void shouldSayThatMemoryWithoutACpuViewDoesNotMove() {
        try (DmaBuf buffer = filled()) {
            system.blind = true;
            assertReason(() -> buffer.attach("camera0"), Reason.BUSY, "memory that moves has a CPU view", "camera0");
            assertThat(cma.live).hasValue(0);
            system.blind = false;
            assertFilled(buffer);
        }
    }

    @Test
    void shouldNotMoveToMemoryThatCannotBeCopiedInto() {
        try (DmaBuf buffer = filled()) {
            cma.blind = true;
            assertReason(() -> buffer.attach("camera0"), Reason.OUT_OF_MEMORY, "cma refused, CPU access");
            assertThat(cma.live).hasValue(0);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldNotMoveToMemoryThatSomebodyAttachedCannotUse() {
        machine.device("odd0", TestMachine.IOMMU_BUS, Constraints.NONE, MappingType.FD, MappingType.PAGES);
        cma.behaviour = request -> {
            cma.runs = 3;
            return cma.serve(request);
        };
        try (DmaBuf buffer = filled();
                Attachment odd = buffer.attach("odd0")) {
            assertReason(() -> buffer.attach("camera0"), Reason.OUT_OF_MEMORY, "cma refused", "max segments");
            assertThat(odd.isOpen()).isTrue();
            assertThat(cma.live).hasValue(0);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldLeaveEverythingAsItWasWhenTheCopyFails() {
        cma.behaviour = request -> new Unwritable(request);
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            assertReason(() -> buffer.attach("camera0"), Reason.IO, "broken bracket");
            shown.map(Direction.TO_DEVICE).close();
            assertFilled(buffer);
            assertThat(cma.live).hasValue(0);
            assertThat(scarce.buffers()).isZero();
            assertThat(buffer.moves()).isZero();
        }
    }

    /** Memory that fails when the CPU is about to write. */
    private final class Unwritable implements ExportedMemory {
        private final ExportedMemory inner;

        Unwritable(MemoryRequest request) {
            this.inner = cma.serve(request);
        }

        @Override
        public long size() {
            return inner.size();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return inner.cookies();
        }

        @Override
        public ByteBuffer view() {
            return inner.view();
        }

        @Override
        public void beginCpuAccess(CpuUse use) {
            throw new EntrepotException(Reason.IO, "broken bracket");
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
