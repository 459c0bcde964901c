package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Map;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraint;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.lab.Edu;
import org.entrepot.lab.EduDriver;
import org.entrepot.lab.Feature;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver in user space, the engine, and memory of several kinds: bytes go from one buffer to another, and nowhere else. */
@Shows(Feature.USER_DRIVER)
class VfioDeviceInGuest {
    private static final String NAME = "edu0";
    private static final int SIZE = 4 << 12;

    private final Edu edu = new Edu();
    private final GuestEngine engine = new GuestEngine();
    private GuestDriver device;

    @AfterEach
    void giveTheDeviceBack() {
        if (device != null) {
            device.close();
        }
        engine.close();
        edu.close();
    }

    private void configure(Map<String, Object> values) {
        device = new GuestDriver(engine, NAME, values);
        assumeTrue(engine.devices() == 1, "the device cannot be had: see the guest's output");
    }

    @Test
    void shouldCopyBetweenBuffersThatTheSolverChose() {
        configure(Map.of());
        engine.arrive(LabMemory.files());
        copyBetweenBuffers("system-emulated", MappingType.USER_PAGES);
    }

    @Test
    @Shows(Feature.IOMMUFD)
    void shouldCopyBetweenBuffersByIommufd() {
        Need.device("/dev/iommu");
        configure(Map.of("iommu", "iommufd"));
        engine.arrive(LabMemory.files());
        copyBetweenBuffers("system-emulated", MappingType.USER_PAGES);
    }

    @Test
    @Shows(Feature.CARVEOUT)
    void shouldCopyWithinACarveOutThatNoKernelKnows() {
        configure(Map.of());
        engine.arrive(LabMemory.carveOut());
        copyBetweenBuffers("carveout", MappingType.USER_RANGE);
    }

    private void copyBetweenBuffers(String heap, MappingType type) {
        try (DmaBuf from = engine.allocate(request(SIZE));
                DmaBuf to = engine.allocate(request(SIZE));
                Attachment reader = from.attach(NAME);
                Attachment writer = to.attach(NAME)) {
            assertThat(reader.mappingType()).isEqualTo(type);
            assertThat(reader.mapper()).isEqualTo("vfio-edu0");
            assertThat(engine.explain(request(SIZE)).chosen().orElseThrow().exporter())
                    .isEqualTo(heap);
            fill(from);
            try (DeviceMapping source = reader.map(Direction.TO_DEVICE);
                    DeviceMapping target = writer.map(Direction.FROM_DEVICE)) {
                assertThat(source.segments()).as("one run").hasSize(1);
                assertThat(target.segments().get(0).lastAddress() >>> EduDriver.ADDRESS_BITS)
                        .isZero();
                new EduDriver(engine.function()).copy(address(source) + 5, address(target) + 4096, EduDriver.MOST);
            }
            assertThat(bytes(to, 4096, EduDriver.MOST)).isEqualTo(bytes(from, 5, EduDriver.MOST));
            assertThat(bytes(to, 0, 4096)).containsOnly(0);
            assertThat(engine.faults()).isEmpty();
        }
    }

    @Test
    void shouldRefuseTheKernelsHeapBeforeAnybodyTries() {
        configure(Map.of());
        engine.arrive(LabMemory.systemHeap());

        assertThatExceptionOfType(AllocationRefusedException.class)
                .isThrownBy(() -> engine.allocate(request(SIZE)))
                .satisfies(e -> assertThat(e.explanation().verdicts())
                        .singleElement()
                        .satisfies(verdict -> {
                            assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
                            assertThat(verdict.refusals()).singleElement().satisfies(refusal -> {
                                assertThat(refusal.constraint()).isEqualTo(Constraint.MAPPING_TYPE);
                                assertThat(refusal.wanted()).isEqualTo("one of [USER_PAGES, USER_RANGE]");
                                assertThat(refusal.offered()).isEqualTo("[FD]");
                                assertThat(refusal.participant()).isEqualTo(NAME);
                            });
                        }));
    }

    @Test
    void shouldRefuseABufferThatIsLargerThanTheDevicesAddresses() {
        configure(Map.of());
        engine.arrive(LabMemory.files());
        Explanation explanation = engine.explain(request(1L << EduDriver.ADDRESS_BITS));

        assertThat(explanation.chosen()).isEmpty();
        assertThat(explanation.verdicts().get(0).refusals()).anySatisfy(refusal -> {
            assertThat(refusal.constraint()).isEqualTo(Constraint.SIZE);
            assertThat(refusal.participant()).isEqualTo(NAME);
        });
    }

    @Test
    void shouldSayThatTheDevicesAddressesAreUsedUp() {
        configure(Map.of("address_bits", 16));
        engine.arrive(LabMemory.files());
        try (DmaBuf first = engine.allocate(request(8 << 12));
                DmaBuf second = engine.allocate(request(8 << 12));
                Attachment one = first.attach(NAME);
                Attachment other = second.attach(NAME)) {
            DeviceMapping held = one.map(Direction.TO_DEVICE);
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> other.map(Direction.TO_DEVICE))
                    .withMessageContainingAll("reach=16 bits", "unmap")
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.OUT_OF_MEMORY);
            held.close();
            other.map(Direction.TO_DEVICE).close();
        }
    }

    @Test
    @Shows(Feature.DMA_FAULTS)
    void shouldTellOfAnAccessToWhatIsNoLongerMapped() {
        configure(Map.of());
        engine.arrive(LabMemory.files());
        try (DmaBuf buffer = engine.allocate(request(SIZE));
                Attachment attachment = buffer.attach(NAME)) {
            DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL);
            long address = address(mapping);
            EduDriver driver = new EduDriver(engine.function());
            fill(buffer);
            driver.read(address, 64);
            byte[] before = bytes(buffer, 0, SIZE);
            assertThat(engine.faults()).isEmpty();
            mapping.close();

            driver.write(address + 4096, 64);

            await().atMost(Duration.ofSeconds(20)).until(() -> engine.faults(NAME) > 0);
            DmaFault fault = engine.faults().get(0);
            assertThat(fault.device()).isEqualTo(NAME);
            assertThat(fault.address()).isEqualTo(address + 4096);
            assertThat(fault.access()).isEqualTo(Direction.FROM_DEVICE);
            assertThat(bytes(buffer, 0, SIZE)).as("untouched").isEqualTo(before);
        }
    }

    @Test
    @Shows(Feature.HOTPLUG)
    void shouldLetTheDeviceGoWhenItIsTakenAndHaveItAgainWhenItIsBack() {
        configure(Map.of());
        edu.unbind();
        assertThat(engine.devices()).as("vfio-pci waited until it was closed").isZero();
        edu.bind();
        await().atMost(Duration.ofSeconds(20)).until(() -> engine.devices() == 1);
    }

    private static AllocationRequest request(long bytes) {
        return AllocationRequest.bytes(bytes).devices(NAME).name("lab").build();
    }

    private static long address(DeviceMapping mapping) {
        return mapping.segments().get(0).address();
    }

    private static void fill(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            for (int i = 0; i < SIZE; i++) {
                access.view().put(i, (byte) (i * 31 + 7));
            }
        }
    }

    private static byte[] bytes(DmaBuf buffer, int from, int count) {
        byte[] bytes = new byte[count];
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            access.view().get(from, bytes);
        }
        return bytes;
    }
}
