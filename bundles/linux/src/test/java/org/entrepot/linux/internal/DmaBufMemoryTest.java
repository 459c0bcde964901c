package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a driver makes is as large as it was asked for, or nobody has it. */
@EnabledOnOs(OS.LINUX)
class DmaBufMemoryTest {
    private static final long BYTES = 8192;

    @Test
    void shouldCloseWhatIsLargerThanItWasAskedFor() {
        Mappings mappings = new Mappings(new Tally(), UdmabufNode.none("not tried here"), warning -> {});
        try (MemoryFile larger = new MemoryFileStore("memfd", null, System.err::println).create("larger", BYTES)) {
            int descriptor = Fcntl.fcntl(larger.descriptor().orElseThrow(), Fcntl.F_DUPFD_CLOEXEC, 0);

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> DmaBufMemory.named(mappings, "picture", descriptor, BYTES / 2))
                    .withMessageContainingAll("bytes=" + BYTES, "wanted=" + BYTES / 2)
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.REFUSED);
            assertThat(Files.exists(Path.of("/proc/self/fd/" + descriptor))).isFalse();
        }
    }
}
