package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory of the kernel's heaps, as exporters take it. */
@Shows(Feature.SYSTEM_HEAP)
class HeapNodeInGuest {
    private static final int PAGE = 4096;
    private static final int BYTES = 16 * PAGE;
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");

    static Stream<String> heaps() {
        return Stream.concat(Stream.of("system"), GuestHeaps.CMA.stream())
                .filter(name -> Files.exists(Path.of("/dev/dma_heap", name)));
    }

    private static KernelHeap heap(String name) {
        return GuestHeaps.open().open(List.of(name));
    }

    @Test
    void shouldHaveAHeapAtAll() {
        Need.device("/dev/dma_heap/system");

        assertThat(heaps()).contains("system");
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldBeClosedInOtherProgramsAndBearItsName(String name) throws IOException {
        try (KernelHeap heap = heap(name);
                DmaBufFile file = heap.allocate("a frame of the camera, much too long", BYTES)) {
            String facts = Files.readString(
                    Path.of("/proc/self/fdinfo/" + file.descriptor().orElseThrow()));

            assertThat(facts)
                    .contains("flags:\t02000002\n", "size:\t" + BYTES, "name:\ta frame of the camera, much too");
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldBeZeroAgainWhenItIsUsedAgain(String name) {
        try (KernelHeap heap = heap(name)) {
            for (int round = 0; round < 4; round++) {
                try (DmaBufFile file = heap.allocate("round", BYTES)) {
                    file.beginCpuAccess(CpuUse.READ_WRITE);
                    assertThat(file.view().mismatch(ByteBuffer.allocate(BYTES))).isEqualTo(-1);
                    for (int at = 0; at < BYTES; at += 8) {
                        file.view().putLong(at, -1);
                    }
                    file.endCpuAccess(CpuUse.READ_WRITE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldShowZerosThroughAViewThatWasKept(String name) {
        try (KernelHeap heap = heap(name)) {
            DmaBufFile file = heap.allocate("stale", BYTES);
            ByteBuffer stale = file.view();
            stale.put(0, (byte) 7);
            file.close();
            try (DmaBufFile next = heap.allocate("next", BYTES)) {
                next.view().put(0, (byte) 9);

                assertThat(stale.get(0)).isZero();
                stale.put(0, (byte) 1);
                assertThat(next.view().get(0)).isEqualTo((byte) 9);
            }
            assertThat(file.descriptor()).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> file.beginCpuAccess(CpuUse.READ));
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldRefuseABracketThatDoesNothing(String name) {
        try (KernelHeap heap = heap(name);
                DmaBufFile file = heap.allocate("bracket", PAGE)) {
            assertThatIllegalArgumentException().isThrownBy(() -> file.beginCpuAccess(CpuUse.NONE));
            for (CpuUse use : List.of(CpuUse.READ, CpuUse.WRITE, CpuUse.READ_WRITE)) {
                file.beginCpuAccess(use);
                file.endCpuAccess(use);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldRefuseMoreThanThereIsWithoutHarm(String name) {
        try (KernelHeap heap = heap(name)) {
            List<DmaBufFile> taken = new ArrayList<>();
            long piece = 1L << 29;
            try {
                assertThatExceptionOfType(EntrepotException.class)
                        .isThrownBy(() -> {
                            for (int i = 0; i < 8; i++) {
                                taken.add(heap.allocate("much", piece));
                            }
                        })
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
            } finally {
                taken.forEach(DmaBufFile::close);
            }
            heap.allocate("little", PAGE).close();
        }
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void shouldLeaveNothingBehind(String name) throws IOException {
        assumeTrue(Files.exists(BUFFERS), "this kernel does not list its DMA-BUFs: " + BUFFERS);
        long before = Files.readAllLines(BUFFERS).size();
        long descriptors = descriptors();
        try (KernelHeap heap = heap(name)) {
            for (int i = 0; i < 16; i++) {
                heap.allocate("left", BYTES).close();
            }
        }

        assertThat(descriptors()).isEqualTo(descriptors);
        assertThat(Files.readAllLines(BUFFERS)).hasSize((int) before);
    }

    /** Of DMA-BUFs: of the others the JVM opens some for itself. */
    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(HeapNodeInGuest::isDmaBuf).count();
        }
    }

    private static boolean isDmaBuf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/dmabuf:");
        } catch (IOException e) {
            // Closed meanwhile, by whoever listed the folder.
            return false;
        }
    }
}
