package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.linux.KernelLog.Line;
import org.entrepot.linux.KernelLog.Reader;
import org.junit.jupiter.api.Test;

/** What the kernel logs is read, line by line, and once. */
class KernelLogInGuest {
    private static final Path LOG = Path.of("/dev/kmsg");

    @Test
    void shouldReadWhatCameSinceItWasLastAsked() throws IOException {
        write("before");
        try (Reader reader = GuestVfio.log().follow()) {
            long asked = System.nanoTime();
            write("first line; of two");
            write("second line");

            assertThat(reader.news())
                    .filteredOn(line -> line.text().contains("line"))
                    .extracting(Line::text)
                    .containsExactly("first line; of two", "second line");
            write("third line");
            assertThat(reader.news())
                    .filteredOn(line -> line.text().contains("line"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.text()).isEqualTo("third line");
                        assertThat(line.nanos()).isBetween(asked - 100_000_000L, System.nanoTime() + 100_000_000L);
                    });
            assertThat(reader.news()).noneMatch(line -> line.text().contains("line"));
        }
    }

    private static void write(String text) throws IOException {
        // Without its end a line waits for more.
        Files.writeString(LOG, text + "\n");
    }
}
