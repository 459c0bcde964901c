package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Usage;
import org.entrepot.linux.MemoryRegion;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a region promises, whatever it is made of. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "both forms are compared, and memory files are Linux's")
class MemoryRegionTest {
    private static final int PAGE = 4096;
    private static final int PART = 16 * PAGE;
    private static final byte OLD = 7;
    private static final byte NEW = 99;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

    private MemoryFileStore store(String form) {
        return new MemoryFileStore(form, null, warnings::add);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldShowNewBytesToTheNextOwnerAndNoneToAStaleView(String form) {
        try (MemoryRegion region = store(form).region("handed", 4 * PART)) {
            MemoryFile first = region.window(PART, PART);
            ByteBuffer stale = first.view();
            stale.put(0, OLD).put(PART - 1, OLD);
            first.close();
            region.zero(PART, PART);

            try (MemoryFile second = region.window(PART, PART)) {
                assertThat(second.view().get(0)).isZero();
                second.view().put(0, NEW).put(PART - 1, NEW);
                assertThat(stale.get(0)).isNotEqualTo(NEW);
                assertThat(stale.get(PART - 1)).isNotEqualTo(NEW);
                stale.put(0, (byte) 1);
                assertThat(second.view().get(0)).isEqualTo(NEW);
                assertThat(byteAt(region, PART)).isEqualTo(NEW);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldReadZerosWhenNothingWasWritten(String form) {
        try (MemoryRegion region = store(form).region("untouched", 5L << 30)) {
            byte[] read = {1, 2, 3};
            region.read((5L << 30) - 3, read, 0, 3);
            assertThat(read).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldShowAWindowWhatADeviceWroteBeforeAndAfter(String form) {
        try (MemoryRegion region = store(form).region("device", 4 * PART)) {
            region.write(PART + 1, new byte[] {1, 2, 3}, 1, 2);
            try (MemoryFile window = region.window(PART, PART)) {
                assertThat(window.view().get(1)).isEqualTo((byte) 2);
                region.write(PART + 3, new byte[] {4}, 0, 1);
                assertThat(window.view().get(3)).isEqualTo((byte) 4);
                window.view().put(5, (byte) 6);
            }
            byte[] read = new byte[6];
            region.read(PART, read, 0, 6);
            assertThat(read).containsExactly(0, 2, 3, 4, 0, 6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldCopyAcrossPartsWithAndWithoutWindows(String form) {
        byte[] pattern = new byte[3 * PART];
        new Random(5).nextBytes(pattern);
        try (MemoryRegion region = store(form).region("across", 4 * PART);
                MemoryFile window = region.window(PART, PART)) {
            region.write(100, pattern, 0, pattern.length);

            byte[] read = new byte[pattern.length];
            region.read(100, read, 0, read.length);
            assertThat(read).isEqualTo(pattern);
            byte[] shown = new byte[PART];
            window.view().get(0, shown);
            assertThat(shown).isEqualTo(Arrays.copyOfRange(pattern, PART - 100, 2 * PART - 100));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldMakeZeroExactlyThePartThatIsNamed(String form) {
        byte[] ones = new byte[4 * PART];
        Arrays.fill(ones, (byte) 1);
        try (MemoryRegion region = store(form).region("zeroed", 4 * PART);
                MemoryFile window = region.window(2 * PART, PART)) {
            region.write(0, ones, 0, ones.length);

            region.zero(PART + PAGE, PART);

            byte[] expected = ones.clone();
            Arrays.fill(expected, PART + PAGE, 2 * PART + PAGE, (byte) 0);
            byte[] read = new byte[4 * PART];
            region.read(0, read, 0, read.length);
            assertThat(read).isEqualTo(expected);
            assertThat(window.view().get(PAGE - 1)).isZero();
            assertThat(window.view().get(PAGE)).isEqualTo((byte) 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldLeaveWindowsOpenWhenTheRegionIsClosedFirst(String form) {
        MemoryFileStore store = store(form);
        MemoryRegion region = store.region("order", 4 * PART);
        MemoryFile window = region.window(PART, PART);
        window.view().put(0, OLD);

        region.close();
        region.close();

        assertThat(window.view().get(0)).isEqualTo(OLD);
        assertThat(store.usage())
                .returns(0L, Usage::files)
                .returns(0L, Usage::bytes)
                .returns(1L, Usage::windows);
        window.close();
        window.close();
        assertThat(store.usage()).returns(0L, Usage::files).returns(0L, Usage::windows);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldRefusePartsAndForgetBytesWhenClosed(String form) {
        MemoryRegion region = store(form).region("gone", 4 * PART);
        region.write(0, new byte[] {1}, 0, 1);
        region.close();

        assertThatThrownBy(() -> region.window(0, PAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=gone");
        assertThatThrownBy(() -> region.zero(0, PAGE)).isInstanceOf(IllegalStateException.class);
        region.write(0, new byte[] {1}, 0, 1);
        assertThat(byteAt(region, 0)).isZero();
        assertThat(region.descriptor()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldRefuseWhatIsNotWithinTheRegion(String form) {
        try (MemoryRegion region = store(form).region("bounds", 4L << 30)) {
            for (long[] part :
                    new long[][] {{1, PAGE}, {0, 1}, {-PAGE, PAGE}, {4L << 30, PAGE}, {0, 0}, {PAGE, 1L << 31}}) {
                assertThatThrownBy(() -> region.window(part[0], part[1]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("bytes=" + part[1]);
            }
            assertThatThrownBy(() -> region.zero(PAGE, 4L << 30)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> region.read((4L << 30) - 1, new byte[2], 0, 2))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> region.write(-1, new byte[2], 0, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> region.read(0, new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memfd", "direct"})
    void shouldKeepEveryThreadsPartApartWhenManyOpenAndCloseAtOnce(String form) {
        long seed = System.nanoTime();
        MemoryFileStore store = store(form);
        try (MemoryRegion region = store.region("raced", 8L * PART)) {
            List<Boolean> clean = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(part -> churn(region, (long) part * PART, new Random(seed + part)))
                    .toList();

            assertThat(clean).as("seed %d", seed).containsOnly(true);
        }
        assertThat(store.usage()).returns(0L, Usage::files).returns(0L, Usage::windows);
        assertThat(warnings).isEmpty();
    }

    private static boolean churn(MemoryRegion region, long offset, Random random) {
        boolean clean = true;
        ByteBuffer stale = ByteBuffer.allocate(PART);
        for (int i = 0; i < 200; i++) {
            byte mark = (byte) (1 + random.nextInt(100));
            try (MemoryFile window = region.window(offset, PART)) {
                clean &= window.view().getLong(0) == 0;
                stale.put(0, (byte) -1);
                window.view().put(0, mark);
                clean &= byteAt(region, offset) == mark;
                stale = window.view();
            }
            region.zero(offset, PART);
        }
        return clean;
    }

    private static byte byteAt(MemoryRegion region, long offset) {
        byte[] read = new byte[1];
        region.read(offset, read, 0, 1);
        return read[0];
    }
}
