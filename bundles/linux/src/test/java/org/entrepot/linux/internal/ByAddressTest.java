package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Pointer;
import org.entrepot.api.MappingType;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.MemoryCookie.ProcessAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ByAddressTest {
    private static final int SIZE = 4 * 4096;

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldLeadToTheBytesOfTheView() {
        try (MemoryFile file = files("memfd").create("by address", SIZE)) {
            ProcessAddresses there = file.byAddress().orElseThrow();
            file.view().putLong(4096, 42);

            assertThat(there.type()).isEqualTo(MappingType.USER_PAGES);
            assertThat(there.bytes()).isEqualTo(SIZE);
            assertThat(new Pointer(there.address()).getLong(4096)).isEqualTo(42);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldLeadToThePartThatAWindowShows() {
        try (MemoryRegion region = files("memfd").region("by address", SIZE);
                MemoryFile window = region.window(8192, 4096)) {
            region.write(8192, new byte[] {7}, 0, 1);

            assertThat(region.byAddress()).contains(MappingType.USER_PAGES);
            assertThat(new Pointer(window.byAddress().orElseThrow().address()).getByte(0))
                    .isEqualTo((byte) 7);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldLeadNowhereWhenTheFileIsClosed() {
        MemoryFile file = files("memfd").create("by address", SIZE);
        ProcessAddresses before = file.byAddress().orElseThrow();
        file.close();

        assertThat(file.byAddress()).isEmpty();
        assertThatThrownBy(before::address)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=by address");
    }

    @Test
    void shouldNotExistWhenTheMemoryIsTheJvms() {
        MemoryFileStore files = files("direct");
        try (MemoryFile file = files.create("by address", SIZE);
                MemoryRegion region = files.region("by address", SIZE)) {
            assertThat(files.byAddress()).isEmpty();
            assertThat(file.byAddress()).isEmpty();
            assertThat(region.byAddress()).isEmpty();
        }
    }

    private static MemoryFileStore files(String form) {
        return new MemoryFileStore(form, null, warning -> {});
    }
}
