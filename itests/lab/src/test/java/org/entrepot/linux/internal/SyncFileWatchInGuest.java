package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.fence.BufferReservation;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work of a driver of the kernel, as fences of ours. */
@Shows(Feature.SYNC_FILES)
class SyncFileWatchInGuest {
    private static final Duration SOON = Duration.ofSeconds(8);

    private final List<RuntimeException> failures = new ArrayList<>();
    private final FenceKeeper keeper = new FenceKeeper(failures::add);
    private final BundleFences fences = new BundleFences(keeper, "org.example");
    private final SyncFileWatch watch = new SyncFileWatch();
    private Vgem vgem;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        vgem = new Vgem();
    }

    @AfterEach
    void close() throws IOException {
        if (vgem != null) {
            vgem.close();
        }
        fences.close();
        keeper.close();
        watch.deactivate();
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldBeSignalledWhenNobodyWorksOnTheBuffer() {
        assertThat(watch.pending(fences, vgem.dmaBuf(), Usage.READ).isSignalled())
                .isTrue();
    }

    @Test
    void shouldBePendingUntilTheKernelSignals() {
        int work = vgem.begin(true);
        Fence fence = watch.pending(fences, vgem.dmaBuf(), Usage.WRITE);

        assertThat(fence.isSignalled()).isFalse();
        vgem.end(work);

        assertThat(fence.await(SOON)).isTrue();
        assertThat(fence.failure()).isEmpty();
    }

    @Test
    void shouldTellReadersFromWriters() {
        int work = vgem.begin(false);

        assertThat(watch.pending(fences, vgem.dmaBuf(), Usage.WRITE).isSignalled())
                .as("writers: none")
                .isTrue();
        Fence reader = watch.pending(fences, vgem.dmaBuf(), Usage.READ);
        assertThat(reader.isSignalled()).isFalse();
        vgem.end(work);
        assertThat(reader.await(SOON)).isTrue();
    }

    @Test
    void shouldShowInAReservation() {
        Reservation reservation = reservation();
        int work = vgem.begin(true);

        watch.show(fences, vgem.dmaBuf(), reservation);

        assertThat(reservation.isReady(Usage.BEFORE_READ)).isFalse();
        vgem.end(work);
        assertThat(reservation.await(Usage.BEFORE_WRITE, SOON)).isTrue();
    }

    @Test
    void shouldLetTheKernelsOwnUsersWaitForASyncFile() throws IOException, InterruptedException {
        int work = vgem.begin(true);
        int syncFile = vgem.syncFile();
        try (Vgem other = new Vgem()) {
            watch.add(other.dmaBuf(), syncFile, Usage.WRITE);

            Fence implied = watch.pending(fences, other.dmaBuf(), Usage.WRITE);
            assertThat(implied.isSignalled()).isFalse();
            vgem.end(work);
            assertThat(implied.await(SOON)).isTrue();
        }
        Unistd.close(syncFile);
    }

    @Test
    void shouldEndWithItsBundleWhateverTheKernelDoes() {
        vgem.begin(true);
        Fence fence = watch.pending(fences, vgem.dmaBuf(), Usage.WRITE);

        fences.close();

        assertThat(fence.isSignalled()).isTrue();
        assertThat(fence.failure())
                .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @Test
    void shouldLeaveNoSyncFileOpen() throws IOException {
        int work = vgem.begin(true);
        Fence fence = watch.pending(fences, vgem.dmaBuf(), Usage.WRITE);
        vgem.end(work);
        assertThat(fence.await(SOON)).isTrue();

        await().untilAsserted(() -> assertThat(syncFiles()).isZero());
    }

    @Test
    void shouldRefuseWhatIsNoSyncFileAndNoDmaBuf() {
        int zero = KernelCall.open("/dev/zero");
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> watch.pending(fences, zero, Usage.READ))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> watch.fence(fences, zero))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        assertThatIllegalArgumentException().isThrownBy(() -> watch.pending(fences, vgem.dmaBuf(), Usage.BOOKKEEP));
    }

    private Reservation reservation() {
        return new BufferReservation(1, keeper.combining());
    }

    private static long syncFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(SyncFileWatchInGuest::isSyncFile).count();
        }
    }

    private static boolean isSyncFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("sync_file");
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }
}
