package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Attachment;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.Hang;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Match;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mappers, exporters that map, and devices that do not come back from a call, most of them under a buffer's reservation. */
class HangingMappingTest extends TwoHeaps {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final Duration SOON = DEADLINE.plusSeconds(10);
    private static final String BUS = "lame";

    private final Hang hang = new Hang();
    private final TestMapper lame = new TestMapper("lame0", BUS, true);
    private final MappingLayer layer = new MappingLayer(lame, "test", () -> 1, machine.watch);

    HangingMappingTest() {
        super(new TestMachine(DEADLINE));
    }

    @AfterEach
    void letEverybodyGo() {
        hang.close();
    }

    private static void assertSoon(Runnable call) {
        long began = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    private static void map(DmaBuf buffer, String device) {
        try (Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
            assertThat(mapping.segments()).isNotEmpty();
        }
    }

    private void bringLameMapperIn() {
        machine.heap(system);
        machine.roster.arrive(layer);
        machine.device("device0", BUS, Constraints.NONE);
    }

    @Test
    void shouldMapByTheNextMapperWhenTheBestHangs() {
        bringLameMapperIn();
        TestMapper other = new TestMapper("other0", BUS, true);
        machine.roster.arrive(new MappingLayer(other, "test", () -> 0, machine.watch));
        lame.beforeMapping = hang::waiting;
        try (DmaBuf buffer = allocate(4096, "device0")) {
            assertSoon(() -> assertReason(() -> map(buffer, "device0"), Reason.TIMED_OUT, "mapper=lame0"));

            assertThat(layer.leases().granting()).isFalse();
            try (Attachment again = buffer.attach("device0");
                    DeviceMapping mapping = again.map(Direction.TO_DEVICE)) {
                assertThat(again.mapper()).isEqualTo("other0");
                assertThat(mapping.segments()).hasSize(1);
            }
        }
    }

    @Test
    void shouldMapAgainWhenAnOperatorEnablesTheMapper() {
        bringLameMapperIn();
        lame.beforeMapping = hang::waiting;
        try (DmaBuf buffer = allocate(4096, "device0")) {
            assertReason(() -> map(buffer, "device0"), Reason.TIMED_OUT, "mapper=lame0");
            lame.beforeMapping = () -> {};

            machine.roster.enable("lame0");

            map(buffer, "device0");
        }
        assertThat(lame.live).hasValue(0);
    }

    @Test
    void shouldLeaveNothingMappedWhenTheMapperFailsToSayWhere() {
        bringLameMapperIn();
        AtomicInteger asked = new AtomicInteger();
        lame.beforeSegments = () -> {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("asked once too often");
            }
        };
        try (DmaBuf buffer = allocate(4096, "device0")) {
            map(buffer, "device0");
            assertReason(() -> map(buffer, "device0"), Reason.IO, "mapper=lame0");
        }
        assertThat(lame.live).hasValue(0);
    }

    @Test
    void shouldEndAMappingWhoseUnmappingHangs() {
        bringLameMapperIn();
        lame.beforeUnmapping = () -> Hang.busy(DEADLINE.multipliedBy(3));
        try (DmaBuf buffer = allocate(4096, "device0")) {
            assertSoon(() -> map(buffer, "device0"));
            assertThat(layer.leases().granting()).isFalse();
        }
        assertThat(machine.failures()).isNotEmpty();
    }

    @Test
    void shouldLetOthersUseABufferAgainWhenAMappingOfItHung() {
        bringLameMapperIn();
        machine.device("device1", TestMachine.IOMMU_BUS, Constraints.NONE);
        lame.beforeMapping = hang::waiting;
        try (DmaBuf buffer = allocate(4096, "device0", "device1")) {
            CompletableFuture<Void> hanging = CompletableFuture.runAsync(
                    () -> assertReason(() -> map(buffer, "device0"), Reason.TIMED_OUT, "mapper=lame0"));
            await().until(() -> hang.inside.get() == 1);

            assertSoon(() -> map(buffer, "device1"));

            hanging.join();
        }
    }

    @Test
    void shouldRefuseAMappingThatTheExporterItselfHangsIn() {
        TestHeap own = new TestHeap(
                "own",
                Capabilities.between(0, 0xffff_ffffL)
                        .mappingTypes(MappingType.PRIVATE)
                        .build());
        own.privateMapper = Optional.of(new HangingMapper());
        Backend backend = machine.heap(own);
        machine.device("device0", BUS, Constraints.NONE, MappingType.PRIVATE);
        try (DmaBuf buffer = allocate(4096, "device0")) {
            assertSoon(() ->
                    assertReason(() -> map(buffer, "device0"), Reason.TIMED_OUT, "private mapper of exporter=own"));
            assertThat(backend.isIsolated()).isTrue();
        }
        assertThat(own.live).hasValue(0);
    }

    private final class HangingMapper implements PrivateMapper {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
            return Match.YES;
        }

        @Override
        public DeviceAddresses map(PrivateMapRequest request) {
            hang.waiting();
            throw new IllegalStateException("nobody waits for this");
        }
    }

    @Test
    void shouldMoveABufferThoughADeviceHangsThatIsToldAndGoOnWithTheDevice() {
        machine.heap(system);
        machine.heap(cma);
        machine.device("display0", TestMachine.IOMMU_BUS, Constraints.NONE);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
        machine.whenTold = hang::waiting;
        try (DmaBuf buffer = allocate(4096, "display0");
                Attachment display = buffer.attach("display0")) {
            assertThat(buffer.exporter()).isEqualTo("system");

            assertSoon(() -> map(buffer, "camera0"));

            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(machine.failures()).anySatisfy(e -> assertThat(e).hasMessageContaining("device=display0"));
            try (DeviceMapping mapping = display.map(Direction.TO_DEVICE)) {
                assertThat(mapping.segments()).hasSize(1);
            }
        }
    }
}
