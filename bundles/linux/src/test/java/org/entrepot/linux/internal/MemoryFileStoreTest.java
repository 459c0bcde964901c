package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;
import org.entrepot.linux.MemoryFiles.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFileStoreTest {
    private final MemoryFileStore direct = new MemoryFileStore("direct", null, warning -> {});

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 1, 4097, Long.MAX_VALUE, 1L << 31})
    void shouldRefuseASizeThatIsNotWholePagesOfOneView(long bytes) {
        assertThatThrownBy(() -> direct.create("bad", bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=" + bytes);
    }

    @Test
    void shouldUseBuffersOfTheJvmAndSaySoWhenToldTo() {
        assertThat(direct.form().kind()).isEqualTo(Form.Kind.DIRECT_BUFFER);
        assertThat(direct.form().reason()).contains("memory.form=direct");
        try (MemoryFile file = direct.create("direct", 4096)) {
            assertThat(file.descriptor()).isEmpty();
            assertThat(file.view().getLong(0)).isZero();
        }
    }

    @Test
    void shouldKeepAStaleViewHarmlessWhenTheMemoryIsTheJvms() {
        MemoryFile file = direct.create("direct", 4096);
        ByteBuffer stale = file.view();
        file.close();
        file.close();
        try (MemoryFile other = direct.create("other", 4096)) {
            stale.put(0, (byte) 5);
            assertThat(other.view().get(0)).isZero();
        }
        assertThat(direct.usage().files()).isZero();
    }

    @Test
    void shouldCountAndReportAFileThatNobodyClosedWhenTheMemoryIsTheJvms() {
        Queue<String> warnings = new ConcurrentLinkedQueue<>();
        MemoryFileStore store = new MemoryFileStore("direct", null, warnings::add);
        store.create("forgotten", 4096);

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().equals(new Usage(0, 0, 0, 0, 1));
        });
        assertThat(warnings).anyMatch(line -> line.contains("name=forgotten"));
    }

    @Test
    void shouldNameTheKeyAndTheChoicesWhenTheFormIsUnknown() {
        assertThatThrownBy(() -> new MemoryFileStore("tape", null, warning -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory.form=tape")
                .hasMessageContaining("auto, memfd or direct");
    }
}
