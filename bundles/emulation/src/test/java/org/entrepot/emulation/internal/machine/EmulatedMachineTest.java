package org.entrepot.emulation.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageFrames.Placement;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedMachineTest {
    private static final int PAGE = 4096;
    private static final PageRun RUN = new PageRun(0x100, 2);
    private static final List<Translation> MAPPED = List.of(new Translation(0x5000, 0x10_0000, 2 * PAGE));

    private final List<String> warnings = new ArrayList<>();
    private final EmulatedMachine machine = Machines.configured(Map.of(), warnings::add);
    private final ByteBuffer bytes = ByteBuffer.allocate(2 * PAGE);
    private final Placement placement = machine.place(List.of(RUN), bytes);
    private final DmaPort port = machine.port("camera0", EmulatedBus.DIRECT);
    private final TranslationTable translations = machine.translations("camera0");

    @Test
    void shouldMoveBytesBothWaysWhenMappedBothWays() {
        translations.add(MAPPED, Direction.BIDIRECTIONAL);

        port.write(0x5000 + PAGE - 2, new byte[] {0, 1, 2, 3, 4}, 1, 4);
        byte[] read = new byte[6];
        port.read(0x5000 + PAGE - 2, read, 1, 4);

        assertThat(read).containsExactly(0, 1, 2, 3, 4, 0);
        assertThat(bytes.get(PAGE)).isEqualTo((byte) 3);
        assertThat(port.faults()).isZero();
    }

    @Test
    void shouldHaveKeptFramesGivenBackWhenNotOneIsFree() {
        List<Long> kept = new ArrayList<>();
        PageFrames.Registration registration = machine.register(() -> giveOneBack(kept));
        for (OptionalLong block = machine.take(PageFrames.MAX_ORDER); block.isPresent(); ) {
            kept.add(block.getAsLong());
            block = machine.take(PageFrames.MAX_ORDER);
        }
        int blocks = kept.size();

        assertThat(machine.take(4)).as("a higher order asks nobody").isEmpty();
        assertThat(kept).hasSize(blocks);
        assertThat(machine.take(0)).isPresent();
        assertThat(kept).hasSize(blocks - 1);
        assertThat(machine.take(4)).isPresent();
        assertThat(kept).hasSize(blocks - 1);

        registration.close();
        registration.close();
        while (machine.free() > 0) {
            assertThat(machine.take(0)).isPresent();
        }
        assertThat(machine.take(0)).isEmpty();
        assertThat(kept).hasSize(blocks - 1);
    }

    private boolean giveOneBack(List<Long> kept) {
        if (kept.isEmpty()) {
            return false;
        }
        machine.give(kept.remove(0), PageFrames.MAX_ORDER);
        return true;
    }

    @Test
    void shouldCrossFromOneTranslationToTheNextWhenTheyTouch() {
        translations.add(
                List.of(new Translation(0x5000, 0x10_1000, PAGE), new Translation(0x6000, 0x10_0000, PAGE)),
                Direction.FROM_DEVICE);

        port.write(0x6000 - 1, new byte[] {7, 8}, 0, 2);

        assertThat(bytes.get(2 * PAGE - 1)).isEqualTo((byte) 7);
        assertThat(bytes.get(0)).isEqualTo((byte) 8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x4fff, 0x7000, 0x10_0000, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldFaultWhenTheAddressIsNotMapped(long address) {
        translations.add(MAPPED, Direction.BIDIRECTIONAL);

        assertFault(() -> port.read(address, new byte[1], 0, 1), address);
    }

    @Test
    void shouldFaultAtTheFirstAddressBeyondWhenARowRunsOver() {
        translations.add(MAPPED, Direction.FROM_DEVICE);

        assertFault(() -> port.write(0x7000 - 8, new byte[16], 0, 16), 0x7000);
    }

    @ParameterizedTest
    @CsvSource({"TO_DEVICE, FROM_DEVICE", "FROM_DEVICE, TO_DEVICE"})
    void shouldFaultWhenTheAccessIsAgainstTheDirection(Direction mapped, Direction tried) {
        translations.add(MAPPED, mapped);

        assertFault(() -> access(tried), 0x5000);
        assertThat(machine.faults(EmulatedBus.DIRECT))
                .extracting(DmaFault::access)
                .containsExactly(tried);
    }

    @Test
    void shouldFaultWhenTheMappingIsAnotherDevices() {
        machine.translations("display0").add(MAPPED, Direction.BIDIRECTIONAL);

        assertFault(() -> access(Direction.TO_DEVICE), 0x5000);
        assertThat(machine.port("display0", EmulatedBus.DIRECT).faults()).isZero();
    }

    @Test
    void shouldFaultWhenUnmapped() {
        translations.add(MAPPED, Direction.BIDIRECTIONAL);
        translations.remove(MAPPED, Direction.BIDIRECTIONAL);

        assertFault(() -> access(Direction.TO_DEVICE), 0x5000);
        assertThat(translations.size()).isZero();
    }

    @Test
    void shouldFaultWhenTheBytesAreDisplacedUnderAMapping() {
        translations.add(MAPPED, Direction.BIDIRECTIONAL);
        placement.close();

        assertFault(() -> access(Direction.FROM_DEVICE), 0x5000);
        assertThat(bytes.get(0)).isZero();
    }

    @Test
    void shouldAddUpPermissionsWhenMappedTwiceAndTakeThemAwayOneByOne() {
        translations.add(MAPPED, Direction.TO_DEVICE);
        translations.add(MAPPED, Direction.FROM_DEVICE);
        access(Direction.FROM_DEVICE);
        access(Direction.TO_DEVICE);

        translations.remove(MAPPED, Direction.FROM_DEVICE);

        access(Direction.TO_DEVICE);
        assertFault(() -> access(Direction.FROM_DEVICE), 0x5000);
    }

    @Test
    void shouldTellOnceAndCountAllWhenFaultsComeInABurst() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> access(Direction.TO_DEVICE)).isInstanceOf(EntrepotException.class);
        }

        assertThat(port.faults()).isEqualTo(100);
        assertThat(warnings).hasSize(1).first().asString().contains("camera0").contains("0x5000");
        assertThat(machine.faults(EmulatedBus.DIRECT)).hasSize(64);
    }

    @Test
    void shouldBeTheSamePortWhenAskedAgain() {
        assertThat(machine.port("camera0", EmulatedBus.DIRECT)).isSameAs(port);
    }

    @Test
    void shouldRefuseWhenABlockIsGivenBackWithBytesInIt() {
        long frame = machine.take(1).orElseThrow();
        Placement placed = machine.place(List.of(new PageRun(frame + 1, 1)), ByteBuffer.allocate(PAGE));

        assertThatThrownBy(() -> machine.give(frame, 1)).isInstanceOf(IllegalStateException.class);
        placed.close();
        machine.give(frame, 1);
        assertThat(machine.free()).isEqualTo(machine.memory().count());
    }

    @Test
    void shouldRefuseWhenBytesDoNotFillTheirFrames() {
        assertThatThrownBy(() -> machine.place(List.of(new PageRun(1, 2)), ByteBuffer.allocate(PAGE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machine.place(List.of(new PageRun(1L << 28, 1)), ByteBuffer.allocate(PAGE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11, Integer.MAX_VALUE})
    void shouldRefuseWhenThereIsNoSuchOrder(int order) {
        assertThatThrownBy(() -> machine.take(order)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ram_bytes, 0",
        "ram_bytes, 4194305",
        "ram_bytes, 68723671040",
        "ram_base, -4194304",
        "ram_base, 4096",
        "ram_base, 1099511627776"
    })
    void shouldNameKeyAndValueWhenAConfiguredValueIsBad(String key, long value) {
        assertThatThrownBy(() -> Machines.configured(Map.of(key, value), warnings::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.emulation.machine")
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void shouldNameKeyAndValueWhenThePercentageIsBad(int percent) {
        assertThatThrownBy(() -> Machines.configured(Map.of("fragmentation_percent", percent), warnings::add))
                .hasMessageContaining("fragmentation.percent=" + percent);
    }

    private void access(Direction direction) {
        if (direction == Direction.TO_DEVICE) {
            port.read(0x5000, new byte[1], 0, 1);
        } else {
            port.write(0x5000, new byte[] {1}, 0, 1);
        }
    }

    private void assertFault(ThrowingCallable access, long address) {
        long before = port.faults();
        assertThatThrownBy(access).isInstanceOfSatisfying(EntrepotException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.DEVICE_FAULT));
        assertThat(port.faults()).isEqualTo(before + 1);
        assertThat(machine.faults(EmulatedBus.DIRECT)).last().returns(address, DmaFault::address);
    }
}
