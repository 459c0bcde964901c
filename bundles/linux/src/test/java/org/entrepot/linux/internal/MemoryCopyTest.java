package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the C library copies between memory files, and they are Linux's")
class MemoryCopyTest {
    private static final int MIB = 1 << 20;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldCopyWhatWasAskedForAndNotAByteMore() {
        try (MemoryFile source = filled(2 * MIB);
                MemoryFile target = store.create("target", 2 * MIB)) {
            ByteBuffer view = source.view().duplicate().position(5).asReadOnlyBuffer();

            assertThat(store.copy(view, 11, target.view(), 7, MIB)).isTrue();

            assertThat(target.view().slice(7, MIB).mismatch(source.view().slice(11, MIB)))
                    .isEqualTo(-1);
            assertThat(target.view().get(6)).isZero();
            assertThat(target.view().get(7 + MIB)).isZero();
            assertThat(view.position()).isEqualTo(5);
        }
    }

    @Test
    void shouldCopyBetweenSlicesOfWindows() {
        try (MemoryRegion region = store.region("region", 8L * MIB);
                MemoryFile source = region.window(MIB, 2 * MIB);
                MemoryFile target = region.window(4 * MIB, 2 * MIB)) {
            fill(source.view());

            assertThat(store.copy(source.view().slice(100, 2 * MIB - 100), 1, target.view(), 0, MIB))
                    .isTrue();

            assertThat(target.view().slice(0, MIB).mismatch(source.view().slice(101, MIB)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void shouldCopyZerosFromAViewThatWasKeptBeyondClose() {
        MemoryFile closed = filled(MIB);
        ByteBuffer stale = closed.view();
        closed.close();
        try (MemoryFile target = filled(MIB)) {
            assertThat(store.copy(stale, 0, target.view(), 0, MIB)).isTrue();

            assertThat(target.view().mismatch(ByteBuffer.allocate(MIB))).isEqualTo(-1);
        }
    }

    @Test
    void shouldLeaveMemoryThatItDidNotMakeToTheCaller() {
        ByteBuffer foreign = ByteBuffer.allocateDirect(MIB);
        ByteBuffer onTheHeap = ByteBuffer.allocate(MIB);
        try (MemoryFile file = filled(MIB)) {
            assertThat(store.copy(file.view(), 0, foreign, 0, MIB)).isFalse();
            assertThat(store.copy(foreign, 0, file.view(), 0, MIB)).isFalse();
            assertThat(store.copy(file.view(), 0, onTheHeap, 0, MIB)).isFalse();
            assertThat(foreign.get(1)).isZero();
            assertThat(file.view().get(1)).isNotZero();
        }
    }

    @Test
    void shouldLeaveSmallMemoryToTheCaller() {
        try (MemoryFile source = store.create("small", 4096);
                MemoryFile target = store.create("small", 4096)) {
            assertThat(store.leastBytes()).isGreaterThan(4096);
            assertThat(store.copy(source.view(), 0, target.view(), 0, 4096)).isFalse();
        }
    }

    @Test
    void shouldLeaveBuffersOfTheJvmToTheCaller() {
        MemoryFileStore direct = new MemoryFileStore("direct", null, warnings::add);
        try (MemoryFile source = direct.create("source", MIB);
                MemoryFile target = direct.create("target", MIB)) {
            assertThat(direct.copy(source.view(), 0, target.view(), 0, MIB)).isFalse();
        }
    }

    @Test
    void shouldRefuseWhatIsNotWithinTheBuffers() {
        try (MemoryFile file = store.create("bounds", MIB);
                MemoryFile other = store.create("bounds", MIB)) {
            ByteBuffer limited = other.view().duplicate().limit(MIB - 1);

            assertThatThrownBy(() -> store.copy(file.view(), 1, other.view(), 0, MIB))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> store.copy(file.view(), 0, limited, 0, MIB))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> store.copy(file.view(), 0, other.view(), 0, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldRefuseATargetThatIsReadOnly() {
        try (MemoryFile file = store.create("constant", MIB)) {
            ByteBuffer constant = file.view().asReadOnlyBuffer();

            assertThatThrownBy(() -> store.copy(file.view(), 0, constant, 0, MIB))
                    .isInstanceOf(ReadOnlyBufferException.class);
        }
    }

    @Test
    void shouldMakeTheWholePagesPresentThatAreAboutToBeWrittenAndLeaveWhatIsInThem() throws Exception {
        try (MemoryFile file = store.create("ready", MIB)) {
            file.view().put(0, (byte) 1);
            assertThat(Maps.memoryOf(file.descriptor().orElseThrow())).isEqualTo(4096);

            store.prepare(file.view(), 65_535);

            assumeTrue(populates(), "the kernel knows MADV_POPULATE_WRITE from 5.14 on");
            assertThat(Maps.memoryOf(file.descriptor().orElseThrow())).isEqualTo(15 * 4096);
            assertThat(file.view().get(0)).isEqualTo((byte) 1);
            assertThat(file.view().get(1)).isZero();
        }
    }

    private static boolean populates() {
        String[] version = System.getProperty("os.version").split("[.-]", 3);
        return Integer.parseInt(version[0]) * 1000 + Integer.parseInt(version[1]) >= 5014;
    }

    @Test
    void shouldReadyNothingThatIsNotThereToBeWritten() {
        MemoryFile closed = filled(MIB);
        ByteBuffer stale = closed.view();
        closed.close();

        store.prepare(stale, MIB);
        store.prepare(stale.asReadOnlyBuffer(), MIB);
        store.prepare(ByteBuffer.allocate(MIB), MIB);

        assertThat(stale.mismatch(ByteBuffer.allocate(MIB))).isEqualTo(-1);
    }

    private MemoryFile filled(int bytes) {
        MemoryFile file = store.create("filled", bytes);
        fill(file.view());
        return file;
    }

    private static void fill(ByteBuffer view) {
        for (int i = 0; i < view.capacity(); i++) {
            view.put(i, (byte) (i % 251 + 1));
        }
    }
}
