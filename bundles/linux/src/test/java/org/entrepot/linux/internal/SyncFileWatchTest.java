package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.conformance.ModelFences;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What becomes of fences whose driver is still at work: an event that nobody signals stands for its sync file. */
@EnabledOnOs(OS.LINUX)
class SyncFileWatchTest {
    @Test
    void shouldTellNobodyThatWorkIsOverWhichGoesOnWhenItEnds() {
        SyncFileWatch watch = new SyncFileWatch();
        int event = SysEventfd.eventfd(0, SysEventfd.EFD_CLOEXEC | SysEventfd.EFD_NONBLOCK);
        Path open = Path.of("/proc/self/fd/" + event);
        try (ModelFences fences = new ModelFences()) {
            Fence fence = watch.watched(fences.timeline("a driver", Fences.LONGEST_BOUND), new OpenSyncFile(event));
            watch.deactivate();

            await().until(() -> !Files.exists(open));
            assertThat(fence.await(Duration.ofMillis(200))).isFalse();
        }
    }
}
