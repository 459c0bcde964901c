package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.entrepot.api.CpuUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for the work of a driver before a bracket, and for how long. */
class DmaBufSyncInGuest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(8);

    private Vgem vgem;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        vgem = new Vgem();
    }

    @AfterEach
    void close() {
        if (vgem != null) {
            vgem.close();
        }
    }

    private boolean awaited(CpuUse use, Duration longest) {
        return DmaBufSync.await(vgem.dmaBuf(), use, longest);
    }

    @Test
    void shouldWaitForNobodyWhenNobodyIsAtWork() {
        assertThat(awaited(CpuUse.READ, Duration.ZERO)).isTrue();
        assertThat(awaited(CpuUse.READ_WRITE, Duration.ZERO)).isTrue();
    }

    @Test
    void shouldWaitForAWriterUntilItIsDone() {
        int work = vgem.begin(true);

        assertThat(awaited(CpuUse.READ, Duration.ZERO)).isFalse();
        assertThat(awaited(CpuUse.WRITE, SHORT)).isFalse();
        vgem.end(work);
        assertThat(awaited(CpuUse.READ, SOON)).isTrue();
        assertThat(awaited(CpuUse.WRITE, SOON)).isTrue();
        DmaBufSync.begin(vgem.dmaBuf(), CpuUse.READ_WRITE);
        DmaBufSync.end(vgem.dmaBuf(), CpuUse.READ_WRITE);
    }

    @Test
    void shouldLetOneReadWhileAnotherDoes() {
        int work = vgem.begin(false);

        assertThat(awaited(CpuUse.READ, Duration.ZERO)).isTrue();
        assertThat(awaited(CpuUse.WRITE, SHORT)).isFalse();
        vgem.end(work);
        assertThat(awaited(CpuUse.WRITE, SOON)).isTrue();
    }
}
