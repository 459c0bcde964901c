package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_SYNC_END;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_SYNC_READ;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_SYNC_RW;
import static org.entrepot.linux.internal.LinuxDmaBuf.DMA_BUF_SYNC_START;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.File;
import java.io.IOException;
import java.util.stream.Stream;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's heaps by our numbers: what each heap of this guest hands out, and what it refuses. */
@Shows(Feature.CPU_ACCESS)
class DmaHeapInGuest {
    private static final int BYTES = 1 << 20;
    private static final int FD_FLAGS = Fcntl.O_RDWR | Fcntl.O_CLOEXEC;
    private static final byte PATTERN = 0x5a;

    @BeforeAll
    static void needHeaps() {
        Need.device("/dev/dma_heap");
    }

    static Stream<String> heaps() {
        return Stream.of(new File("/dev/dma_heap").list()).sorted();
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldKeepWhatIsWrittenInBrackets(String heap) {
        try (KernelDmaBuf buffer = KernelDmaBuf.of(heap, BYTES)) {
            buffer.fill(PATTERN);

            assertThat(buffer.bytes()).hasSize(BYTES).containsOnly(PATTERN);
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldBeZeroWhenItsMemoryWasSomebodyElses(String heap) {
        try (KernelDmaBuf former = KernelDmaBuf.of(heap, BYTES)) {
            former.fill(PATTERN);
        }
        try (KernelDmaBuf buffer = KernelDmaBuf.of(heap, BYTES)) {
            assertThat(buffer.bytes()).hasSize(BYTES).containsOnly(0);
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldBeOfWholePagesAndClosedInOtherPrograms(String heap) throws IOException {
        try (KernelDmaBuf buffer = KernelDmaBuf.of(heap, 5000)) {
            assertThat(buffer.facts()).contains("size:\t8192\n").contains("flags:\t02000002\n");
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldRefuseWhatTheKernelHasNoMeaningFor(String heap) {
        assertThat(KernelDmaBuf.allocate(heap, 0, FD_FLAGS, 0)).as("no length").isEqualTo(-Errno.EINVAL);
        assertThat(KernelDmaBuf.allocate(heap, BYTES, 1 << 30, 0))
                .as("flags of a descriptor")
                .isEqualTo(-Errno.EINVAL);
        assertThat(KernelDmaBuf.allocate(heap, BYTES, FD_FLAGS, 1))
                .as("flags of a heap")
                .isEqualTo(-Errno.EINVAL);
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldRefuseABracketThatSaysTooLittleOrTooMuch(String heap) {
        try (KernelDmaBuf buffer = KernelDmaBuf.of(heap, BYTES)) {
            assertThat(buffer.sync(DMA_BUF_SYNC_START)).as("no direction").isEqualTo(-Errno.EINVAL);
            assertThat(buffer.sync(DMA_BUF_SYNC_RW | 1 << 3))
                    .as("a bit unknown")
                    .isEqualTo(-Errno.EINVAL);
            assertThat(buffer.sync(DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ)).isZero();
            assertThat(buffer.sync(DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldBearTheNameItIsGiven(String heap) throws IOException {
        try (KernelDmaBuf buffer = KernelDmaBuf.of(heap, BYTES);
                Memory name = new Memory(LinuxDmaBuf.DMA_BUF_NAME_LEN)) {
            name.setString(0, "entrepot#7");

            int result = SysIoctl.ioctl(buffer.fd(), LinuxDmaBuf.DMA_BUF_SET_NAME_B, Pointer.nativeValue(name));

            assertThat(result).isZero();
            assertThat(buffer.facts()).contains("name:\tentrepot#7\n");
        }
    }
}
