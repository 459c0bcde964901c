package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryCookie.ProcessAddresses;
import org.junit.jupiter.api.Test;

class VfioMapperTest {
    private static final long PAGE = 4096;
    private static final long MIB = 1L << 20;

    private final Bench bench = new Bench();
    private final List<ExportedMemory> out = new ArrayList<>();

    @Test
    void shouldLetNoBufferBeLargerThanTheDevicesAddresses() {
        Constraints left = bench.mapper.lift(bench.importer.constraints());

        assertThat(left.maxSize()).isEqualTo((1L << 28) - PAGE);
        assertThat(left.addressBits()).isEqualTo(64);
        assertThat(left.maxSegments()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldKeepToWhatTheIommuTranslatesWhenTheDeviceReachesFurther() {
        assertThat(bench.mapper.lift(Constraints.NONE).maxSize()).isEqualTo((1L << 39) - 0xfef0_0000L);
        assertThat(bench.mapper.lift(bits(32)).maxSize()).isEqualTo(0xfee0_0000L - PAGE);
    }

    private static Constraints bits(int bits) {
        return Constraints.builder().addressBits(bits).build();
    }

    @Test
    void shouldGiveALargeBufferAddressesOfALargePage() {
        map(PAGE);
        Segment large = map(2 * MIB).segments().get(0);
        Segment small = map(PAGE).segments().get(0);

        assertThat(large.address() % (2 * MIB)).isZero();
        assertThat(small.address()).as("first fit, behind a free page").isEqualTo(3 * PAGE);
    }

    @Test
    void shouldSayThatTheAddressesAreUsedUpWhenTheyAre() {
        Constraints narrow = bits(15);
        DeviceAddresses first = map(3 * PAGE, narrow);

        assertThatThrownBy(() -> map(4 * PAGE, narrow))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll("device=edu0", "reach=15 bits", "mappings=1", "unmap");
        first.close();
        map(4 * PAGE, narrow).close();
        assertThat(bench.device.mapped()).isEmpty();
    }

    @Test
    void shouldKeepNoAddressesWhenTheKernelRefuses() {
        EntrepotException refusal = new EntrepotException(Reason.LIMIT, "a user may pin so much: bytes=1");
        bench.device.refusal = refusal;
        assertThatThrownBy(() -> map(PAGE)).isSameAs(refusal);

        bench.device.refusal = null;
        assertThat(map(PAGE).segments()).containsExactly(new Segment(PAGE, PAGE));
    }

    @Test
    void shouldNeverGiveAddressesAgainOfWhichNobodyKnowsThatTheyAreUnmapped() {
        DeviceAddresses lost = map(PAGE);
        bench.device.refusal = new EntrepotException(Reason.IO, "a call succeeds: errno=5");
        assertThatThrownBy(lost::close).isInstanceOf(EntrepotException.class);

        bench.device.refusal = null;
        assertThat(map(PAGE).segments()).containsExactly(new Segment(3 * PAGE, PAGE));
    }

    @Test
    void shouldMapMemoryWithoutPagesByTypeOneOnly() {
        MemoryCookie range = new ProcessAddresses(MappingType.USER_RANGE, () -> PAGE, PAGE);
        Bench iommufd = new Bench(Way.IOMMUFD);

        assertThat(bench.mapper.match(bench.importer.description(), range)).isEqualTo(Match.YES);
        assertThat(iommufd.mapper.match(iommufd.importer.description(), range)).isEqualTo(Match.TRY_NEXT);
        assertThat(bench.importer.mappingTypes()).containsExactly(MappingType.USER_PAGES, MappingType.USER_RANGE);
        assertThat(iommufd.importer.mappingTypes()).containsExactly(MappingType.USER_PAGES);
    }

    @Test
    void shouldNotMindWhenTheDeviceIsClosedFirst() {
        DeviceAddresses mapped = map(PAGE);
        bench.device.close();

        mapped.close();
        mapped.close();
        assertThat(bench.device.mapped()).isEmpty();
    }

    private DeviceAddresses map(long bytes) {
        return map(bytes, bench.importer.constraints());
    }

    private DeviceAddresses map(long bytes, Constraints limits) {
        ExportedMemory memory = bench.memory(bytes);
        out.add(memory);
        MemoryCookie cookie = memory.cookies().stream()
                .filter(ProcessAddresses.class::isInstance)
                .findFirst()
                .orElseThrow();
        return bench.mapper.map(
                new MapRequest(bench.importer.description(), limits, cookie, bytes, Direction.BIDIRECTIONAL));
    }
}
