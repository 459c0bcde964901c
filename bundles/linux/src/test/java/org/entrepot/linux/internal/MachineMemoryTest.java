package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    private static final long KIB = 1024;

    @TempDir
    private Path folder;

    private MachineMemory memory;

    @BeforeEach
    void make() {
        memory = new MachineMemory(folder);
    }

    @Test
    void shouldReadWhatThereIs() throws IOException {
        Files.writeString(folder.resolve("meminfo"), """
                MemTotal:        1000000 kB
                MemFree:          900000 kB
                MemAvailable:     950000 kB
                CmaTotal:          65536 kB
                CmaFree:           61440 kB
                HugePages_Total:       0
                """);

        assertThat(memory.total()).isEqualTo(1_000_000 * KIB);
        assertThat(memory.available()).isEqualTo(950_000 * KIB);
        assertThat(memory.contiguous()).hasValue(65_536 * KIB);
        assertThat(memory.contiguousFree()).isEqualTo(61_440 * KIB);
    }

    @Test
    void shouldHaveNoContiguousMemoryWhenNoneIsSetAside() throws IOException {
        Files.writeString(folder.resolve("meminfo"), "CmaTotal:              0 kB\n");

        assertThat(memory.contiguous()).isEmpty();
    }

    @Test
    void shouldEndWhereTheLastZoneEnds() throws IOException {
        Files.writeString(folder.resolve("zoneinfo"), """
                Node 0, zone    DMA32
                        spanned  258016
                  start_pfn:           4096
                Node 0, zone   Normal
                        spanned  0
                  start_pfn:           0
                """);

        assertThat(memory.highestAddress()).isEqualTo((4096L + 258_016) * 4096 - 1);
    }

    @Test
    void shouldEndWithTheLastAddressOfAllWhenTheKernelDoesNotTell() {
        assertThat(memory.highestAddress()).isEqualTo(-1);
        assertThat(memory.available()).isEqualTo(Long.MAX_VALUE);
    }
}
