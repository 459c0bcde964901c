package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelLog.Line;
import org.entrepot.linux.KernelLog.Reader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLogFileTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3,1234,5678901,-;DMAR: a fault; of one device\n",
                "3,1234,5678901,-,caller=T12;DMAR: a fault; of one device\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:02.0\n",
            })
    void shouldFindTextAndTimeOfARecord(String record) {
        assertThat(KernelLogFile.line(record)).contains(new Line("DMAR: a fault; of one device", 5_678_901_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no record", "1,2;text", "a,b,c,-;text"})
    void shouldFindNothingInWhatIsNoRecord(String record) {
        assertThat(KernelLogFile.line(record)).isEmpty();
    }

    /** As containers are given it. */
    @Test
    @Timeout(10)
    @EnabledOnOs(OS.LINUX)
    void shouldTellNothingWhenItsNodeIsNoLog() {
        MemoryFileStore files = new MemoryFileStore("memfd", null, warning -> {});
        Reader reader = new KernelLogFile(files, Path.of("/dev/null")).follow();

        assertThat(reader.news()).isEmpty();
        reader.close();
        assertThat(reader.news()).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoLogWhereNoNativeCallsAreMade() {
        KernelLogFile log = new KernelLogFile(new MemoryFileStore("direct", null, warning -> {}));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(log::follow)
                .withMessageContaining("/dev/kmsg")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
    }
}
