package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.Hang;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.roster.MappingLayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory to which a device may still have addresses is nobody else's, however long the unmapping takes. */
class WithheldMemoryTest {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final int MORE_THAN_MAY_HANG = 36;

    private final TestMachine machine = new TestMachine(DEADLINE);
    private final TestHeap heap = TestHeap.system("system");
    private final Backend system = machine.heap(heap);
    private final TestMapper lame = new TestMapper("lame0", "lame", true);
    private final Hang hang = new Hang();

    @BeforeEach
    void bringALameMapperIn() {
        bringIn(lame);
        machine.device("device0", "lame", Constraints.NONE);
    }

    /** A mapper under suspicion already: it is called on threads that can be left behind. */
    private void bringIn(TestMapper mapper) {
        MappingLayer layer = new MappingLayer(mapper, "test", () -> 1, machine.watch);
        machine.roster.arrive(layer);
        try (Hang before = new Hang()) {
            mapper.beforeUnmapping = before::waiting;
            assertThatThrownBy(() -> ForeignCode.end(layer.callee(), mapper.beforeUnmapping))
                    .isInstanceOf(EntrepotException.class);
        }
        machine.roster.enable(mapper.name());
        mapper.beforeUnmapping = () -> {};
    }

    @AfterEach
    void letEverybodyGo() {
        hang.close();
    }

    private DmaBuf allocate() {
        return machine.buffers.allocate(
                AllocationRequest.bytes(4096).devices("device0").build(), machine.account);
    }

    private static void map(DmaBuf buffer) {
        try (Attachment attachment = buffer.attach("device0");
                DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
            assertThat(mapping.segments()).isNotEmpty();
        }
    }

    private void mapAndEnd() {
        try (DmaBuf buffer = allocate()) {
            map(buffer);
        }
    }

    private void assertAllIsBack() {
        await().untilAsserted(() -> assertThat(heap.live).as("memory still out").hasValue(0));
        await().untilAsserted(() -> assertThat(machine.buffers.all()).isEmpty());
        assertThat(system.buffers()).isZero();
        assertThat(machine.account.status().bytes()).isZero();
        assertThat(lame.live).as("mapped").hasValue(0);
    }

    @Test
    void shouldBeShownAsStrandedUntilAnUnmappingThatHangsReturns() {
        lame.beforeUnmapping = hang::stubborn;

        mapAndEnd();

        assertThat(heap.live).hasValue(1);
        assertThat(system.buffers()).isEqualTo(1);
        assertThat(machine.account.status().buffers()).isEqualTo(1);
        assertThat(machine.buffers.all()).singleElement().satisfies(buffer -> assertThat(
                        buffer.status().placement())
                .isEqualTo(BufferStatus.Placement.STRANDED));
        assertThat(machine.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("it is withheld"));
        hang.close();
        assertAllIsBack();
    }

    @Test
    void shouldNotBeGivenBackWhenTheUnmappingFailed() {
        lame.beforeUnmapping = () -> {
            throw new IllegalStateException("mapper bug");
        };

        mapAndEnd();

        assertThat(heap.live).hasValue(1);
        assertThat(machine.buffers.all()).hasSize(1);
        assertThat(machine.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("mapper bug"));
    }

    @Test
    void shouldNotBeGivenBackBeforeAnUnmappingThatWasPutOff() {
        List<DmaBuf> buffers =
                Stream.generate(this::allocate).limit(MORE_THAN_MAY_HANG).toList();
        List<DeviceMapping> mappings = buffers.stream()
                .map(buffer -> buffer.attach("device0").map(Direction.TO_DEVICE))
                .toList();
        lame.beforeUnmapping = hang::stubborn;

        mappings.forEach(DeviceMapping::close);
        List.copyOf(machine.buffers.all()).forEach(Buffer::cut);

        assertThat(heap.live).hasValue(MORE_THAN_MAY_HANG);
        assertThat(lame.live).hasValue(MORE_THAN_MAY_HANG);
        hang.close();
        assertAllIsBack();
    }

    @Test
    void shouldNotBeGivenBackWhileACallHangsThatMapsIt() {
        lame.beforeMapping = hang::stubborn;
        try (DmaBuf buffer = allocate()) {
            TwoHeaps.assertReason(() -> map(buffer), Reason.TIMED_OUT, "mapper=lame0");
        }

        assertThat(heap.live).hasValue(1);
        hang.close();
        assertAllIsBack();
    }

    @Test
    void shouldNotBeGivenBackWhenABufferHasLeftItAndTheStaleMappingHangs() {
        machine.roster.arrive(
                new Device(new Listener("gpu0", ImporterKind.DYNAMIC, new ArrayDeque<>()), "test", machine.watch));
        TestMapper iommu = new TestMapper("iommu1", TestMachine.IOMMU_BUS, true);
        bringIn(iommu);
        TestHeap cma = TestHeap.cma("cma");
        machine.heap(cma);
        machine.device("camera0", TestMachine.DIRECT_BUS, TwoHeaps.ONE_RUN_32);
        iommu.beforeUnmapping = hang::stubborn;
        try (DmaBuf buffer = machine.buffers.allocate(
                AllocationRequest.bytes(4096).devices("gpu0").build(), machine.account)) {
            DeviceMapping stale = buffer.attach("gpu0").map(Direction.TO_DEVICE);
            buffer.attach("camera0").close();
            assertThat(buffer.exporter()).isEqualTo("cma");

            stale.close();

            assertThat(heap.live).hasValue(1);
            assertThat(buffer.exporter()).isEqualTo("cma");
            hang.close();
            await().untilAsserted(() -> assertThat(heap.live).hasValue(0));
        }
    }

    @Test
    void shouldBlameTheHeapAndNotTheMapperWhenItFailsToTakeMemoryBackLate() {
        heap.behaviour = request -> new LameMemory(heap.serve(request), LameMemory.Part.CLOSE, () -> {
            throw new IllegalStateException("heap bug");
        });
        lame.beforeUnmapping = hang::stubborn;
        mapAndEnd();
        hang.close();

        await().untilAsserted(() -> assertThat(machine.buffers.all()).isEmpty());
        assertThat(machine.failures())
                .filteredOn(e -> String.valueOf(e.getMessage()).contains("heap bug"))
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(EntrepotException.class)
                        .hasMessageContaining("memory of exporter=system"));
    }
}
