package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's virtual camera writes into DMA-BUFs of the kernel's heaps, and refuses what it cannot use. */
@Shows(Feature.CAPTURE)
class VideoNodeInGuest {
    private static final int PAGE = 4096;
    private static final int FRAMES = 40;
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Format WANTED = new Format("NV12", 320, 180, 0, 0);
    private static final byte UNTOUCHED = 0x5a;
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");

    @ParameterizedTest
    @ValueSource(ints = {Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS})
    void shouldSayWhoItIs(int allocator) {
        try (Vivid vivid = new Vivid(allocator);
                VideoDevice camera = vivid.open()) {
            assertThat(camera.identity().driver()).isEqualTo("vivid");
            assertThat(camera.identity().bus()).isEqualTo("platform:vivid-000");
            assertThat(camera.identity().queues()).containsExactly(Queue.CAPTURE);
            assertThat(camera.formats(Queue.CAPTURE)).contains("NV12", "YU12", "YUYV");
            assertThat(camera.tried(Queue.CAPTURE, WANTED)).isEqualTo(new Format("NV12", 320, 180, 320, 320 * 270));
            Format wide = new Format("NV12", 320, 180, 384, 0);
            assertThat(camera.tried(Queue.CAPTURE, wide)).isEqualTo(new Format("NV12", 320, 180, 384, 384 * 270));
        }
    }

    @Test
    void shouldCaptureIntoTheSystemHeapWhenItMapsForTheCpu() {
        captureMany(Vivid.VMALLOC, "system");
    }

    @Test
    void shouldCaptureIntoTheContiguousHeapWhenItMapsForTheCpu() {
        captureMany(Vivid.VMALLOC, GuestHeaps.contiguous());
    }

    @Test
    void shouldCaptureIntoTheContiguousHeapWhenItTakesOneRun() {
        captureMany(Vivid.DMA_CONTIGUOUS, GuestHeaps.contiguous());
    }

    /**
     * The lower quarter of vivid's colour bars stands still: each frame there is the first again, and none is the buffer's former
     * bytes.
     */
    private static void captureMany(int allocator, String heapName) {
        Need.device("/dev/dma_heap/" + heapName);
        try (Vivid vivid = new Vivid(allocator);
                VideoDevice camera = vivid.open();
                KernelHeap heap = GuestHeaps.open().open(List.of(heapName))) {
            Format format = camera.set(Queue.CAPTURE, WANTED);
            assertThat(camera.pace(Queue.CAPTURE, QUICK)).isEqualTo(QUICK);
            try (DmaBufFile buffer = heap.allocate("vivid", pages(format.bytes()))) {
                camera.request(Queue.CAPTURE, 1);
                Set<Long> seen = new HashSet<>();
                long last = -1;
                for (int frame = 0; frame < FRAMES; frame++) {
                    fill(buffer);
                    queue(camera, buffer);
                    if (frame == 0) {
                        camera.start(Queue.CAPTURE);
                    }
                    Done done = camera.dequeue(Queue.CAPTURE, LONG).orElseThrow();
                    assertThat(done.bytes()).isEqualTo(format.bytes());
                    assertThat(done.whole()).isTrue();
                    assertThat(done.sequence()).isGreaterThan(last);
                    last = done.sequence();
                    seen.add(lowerQuarter(buffer, format));
                }
                assertThat(seen).hasSize(1).doesNotContain(untouched(format));
                camera.stop(Queue.CAPTURE);
                camera.request(Queue.CAPTURE, 0);
            }
        }
    }

    @Test
    void shouldRefuseTheSystemHeapWhenItTakesOneRun() {
        Need.device("/dev/dma_heap/system");
        try (Vivid vivid = new Vivid(Vivid.DMA_CONTIGUOUS);
                VideoDevice camera = vivid.open();
                KernelHeap heap = GuestHeaps.open().open(List.of("system"));
                DmaBufFile buffer = heap.allocate("scattered", 64 << 20)) {
            camera.set(Queue.CAPTURE, new Format("NV12", 3840, 2160, 0, 0));
            camera.request(Queue.CAPTURE, 1);

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> queue(camera, buffer))
                    .withMessageContainingAll("VIDIOC_QBUF", "EFAULT", "contiguous")
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.REFUSED);
        }
    }

    /** The same page again and again: memory that is in no two places one run, whatever the kernel's allocator happens to give. */
    @ParameterizedTest
    @ValueSource(ints = {Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS})
    void shouldTellByOnePageManyTimesWhetherItTakesScatteredMemory(int allocator) {
        Need.device("/dev/udmabuf");
        MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
        try (Vivid vivid = new Vivid(allocator);
                VideoDevice camera = vivid.open();
                MemoryFile page = files.create("page", PAGE)) {
            Format format = camera.set(Queue.CAPTURE, WANTED);
            Part part = new Part(page.descriptor().orElseThrow(), 0, PAGE);
            int parts = Math.toIntExact(pages(format.bytes()) / PAGE);
            try (DmaBufFile scattered = files.dmaBuf("probe", Collections.nCopies(parts, part))) {
                camera.request(Queue.CAPTURE, 1);

                Reason answer = null;
                try {
                    queue(camera, scattered);
                } catch (EntrepotException e) {
                    answer = e.reason();
                }
                assertThat(answer).isEqualTo(allocator == Vivid.VMALLOC ? null : Reason.REFUSED);
            }
        }
    }

    @Test
    void shouldEndWithAnErrorWhenItIsUnpluggedAndKeepNoMemory() throws IOException {
        Need.device("/dev/dma_heap/system");
        try (Vivid vivid = new Vivid(Vivid.VMALLOC);
                KernelHeap heap = GuestHeaps.open().open(List.of("system"))) {
            VideoDevice camera = vivid.open();
            Format format = camera.set(Queue.CAPTURE, WANTED);
            try (DmaBufFile buffer = heap.allocate("unplugged", pages(format.bytes()))) {
                camera.request(Queue.CAPTURE, 1);
                queue(camera, buffer);
                camera.start(Queue.CAPTURE);
                vivid.unplug();

                assertThatExceptionOfType(EntrepotException.class)
                        .isThrownBy(() -> camera.dequeue(Queue.CAPTURE, LONG))
                        .extracting(EntrepotException::reason)
                        .isEqualTo(Reason.GONE);
                camera.close();
            }
            assertThatIllegalStateException().isThrownBy(() -> camera.stop(Queue.CAPTURE));
            if (Files.exists(BUFFERS)) {
                assertThat(Files.readString(BUFFERS)).doesNotContain("unplugged");
            }
        }
    }

    @Test
    void shouldSaySoWhenItIsWaitedForWithNothingQueued() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC);
                VideoDevice camera = vivid.open()) {
            camera.request(Queue.CAPTURE, 2);
            camera.start(Queue.CAPTURE);

            assertThatExceptionOfType(EntrepotException.class)
                    .as("a queue without buffers")
                    .isThrownBy(() -> camera.dequeue(Queue.CAPTURE, LONG))
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.IO);
        }
    }

    @Test
    void shouldBelongToWhoeverRequestedBuffersFirst() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC);
                VideoDevice first = vivid.open();
                VideoDevice second = vivid.open()) {
            first.request(Queue.CAPTURE, 1);

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> second.request(Queue.CAPTURE, 1))
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.BUSY);
        }
    }

    private static long pages(long bytes) {
        return (bytes + PAGE - 1) & -PAGE;
    }

    private static void queue(VideoDevice camera, DmaBufFile buffer) {
        camera.queue(Queue.CAPTURE, 0, buffer.descriptor().orElseThrow(), buffer.size(), 0);
    }

    private static void fill(DmaBufFile buffer) {
        buffer.beginCpuAccess(CpuUse.WRITE);
        ByteBuffer view = buffer.view().duplicate();
        byte[] row = new byte[PAGE];
        Arrays.fill(row, UNTOUCHED);
        while (view.hasRemaining()) {
            view.put(row);
        }
        buffer.endCpuAccess(CpuUse.WRITE);
    }

    private static long lowerQuarter(DmaBufFile buffer, Format format) {
        buffer.beginCpuAccess(CpuUse.READ);
        int start = format.stride() * format.height() * 3 / 4;
        CRC32C checksum = new CRC32C();
        checksum.update(buffer.view().slice(start, format.stride() * format.height() - start));
        buffer.endCpuAccess(CpuUse.READ);
        return checksum.getValue();
    }

    private static long untouched(Format format) {
        byte[] bytes = new byte[format.stride() * format.height() / 4];
        Arrays.fill(bytes, UNTOUCHED);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
