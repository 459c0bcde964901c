package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.exporter.carveout.internal.Bench.BYTES;
import static org.entrepot.exporter.carveout.internal.Bench.PAGE;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.entrepot.linux.MemoryRanges;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.Test;

/** A heap whose configuration names a device of the machine. */
class RealRangeTest {
    private final Bench bench = new Bench();

    /** Memory that was used before anybody opened it. */
    private final class Leftovers implements MemoryRanges {
        @Override
        public MemoryRegion open(Path device, long offset, long bytes) {
            MemoryRegion region = bench.files.region("leftovers", bytes);
            for (long at = 0; at < bytes; at += PAGE) {
                region.write(at, new byte[] {1}, 0, 1);
            }
            return region;
        }

        @Override
        public OptionalLong address(Path device, long offset) {
            return OptionalLong.of(0x8000_0000L);
        }
    }

    @Test
    void shouldBeZeroThoughRealMemoryWasNot() {
        CarveoutHeap real = bench.heap(Map.of("device", "/dev/uio0", "device_offset", PAGE), new Leftovers());

        assertThat(real.description().provenance().isEmulated()).isFalse();
        assertThat(real.description().provenance().reason())
                .isEqualTo("/dev/uio0 from 0x1000, physical address 0x80000000");
        for (int life = 0; life < 2; life++) {
            try (ExportedMemory memory = real.allocate(Bench.request(BYTES))) {
                for (int at = 0; at < BYTES; at += (int) PAGE) {
                    assertThat(memory.view().get(at)).isZero();
                    memory.view().put(at, (byte) 2);
                }
            }
        }
    }

    @Test
    void shouldBeEmulatedAndSayWhyWhenTheDeviceCannotBeHad() {
        CarveoutHeap emulated = bench.heap(Map.of("device", "/dev/uio4711"));

        assertThat(emulated.description().provenance().isEmulated()).isTrue();
        assertThat(emulated.description().provenance().reason()).contains("/dev/uio4711 cannot be had");
        assertThat(bench.warnings).singleElement().asString().contains("heap=carveout", "/dev/uio4711");
        emulated.allocate(Bench.request(PAGE)).close();
    }
}
