package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A video driver's own memory is a DMA-BUF that lives by itself. */
@Shows(Feature.EXPORTED_BY_VIDEO)
class VideoMemoryInGuest {
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String NAME = "of the driver";
    private static final int BYTES = 1 << 20;

    private static KernelHeap memory(Vivid vivid) {
        return GuestLinux.videos().memory(vivid.node(), Queue.CAPTURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS})
    void shouldBeZeroAndCloseOnExecAndOutliveTheDevice(int allocator) throws IOException {
        // It is closed before the module goes: vivid's device is a part of its module, which no memory holds.
        try (Vivid vivid = new Vivid(allocator);
                DmaBufFile memory = memory(vivid).allocate(NAME, BYTES)) {
            vivid.unplug();
            check(memory);
        }
        if (Files.exists(BUFFERS)) {
            assertThat(Files.readString(BUFFERS)).doesNotContain(NAME);
        }
    }

    private static void check(DmaBufFile memory) throws IOException {
        memory.beginCpuAccess(CpuUse.READ_WRITE);
        ByteBuffer view = memory.view();
        assertThat(view.capacity()).isEqualTo(BYTES);
        assertThat(view.mismatch(ByteBuffer.allocate(BYTES)))
                .as("the first byte that is not zero")
                .isEqualTo(-1);
        view.put(BYTES - 1, (byte) 7);
        memory.endCpuAccess(CpuUse.READ_WRITE);
        assertThat(view.get(BYTES - 1)).isEqualTo((byte) 7);
        Path facts = Path.of("/proc/self/fdinfo/" + memory.descriptor().orElseThrow());
        assertThat(Files.readString(facts))
                .containsPattern("flags:\\s+02000002\\b")
                .contains(NAME);
    }

    /** One device's memory, made before it streams, is what it writes to, and stays what it is. */
    @ParameterizedTest
    @ValueSource(ints = {Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS})
    void shouldBeWhatItsOwnDeviceTakes(int allocator) {
        try (Vivid vivid = new Vivid(allocator);
                DmaBufFile memory = memory(vivid).allocate(NAME, BYTES);
                VideoDevice camera = vivid.open()) {
            camera.set(Queue.CAPTURE, new Format("NV12", 320, 180, 0, 0));
            camera.request(Queue.CAPTURE, 1);
            camera.queue(Queue.CAPTURE, 0, memory.descriptor().orElseThrow(), BYTES, 0);
            camera.start(Queue.CAPTURE);
            assertThat(camera.dequeue(Queue.CAPTURE, LONG).orElseThrow().whole())
                    .isTrue();
            assertThat(memory.view().get(0))
                    .as("the first pixel of vivid's white bar")
                    .isNotZero();
            assertThat(memory.view().get(BYTES - 1)).as("behind the picture").isZero();
        }
    }

    @Test
    void shouldBeBusyWhileAnotherHasTheQueueAndLeaveItAlone() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC);
                VideoDevice camera = vivid.open()) {
            Format before = camera.format(Queue.CAPTURE);
            camera.request(Queue.CAPTURE, 1);
            assertReason(vivid, Reason.BUSY);
            camera.request(Queue.CAPTURE, 0);

            memory(vivid).allocate(NAME, BYTES).close();
            assertThat(camera.format(Queue.CAPTURE)).isEqualTo(before);
            camera.request(Queue.CAPTURE, 2);
        }
    }

    @Test
    void shouldBeRefusedWhenItIsSmallerThanAPictureOfTheQueue() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> memory(vivid).allocate(NAME, 4096))
                    .withMessageContaining("bytes=4096")
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.REFUSED);
        }
    }

    @Test
    void shouldBeGoneWhenItsDeviceIs() throws IOException {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            vivid.unplug();
            assertReason(vivid, Reason.GONE);
        }
    }

    private static void assertReason(Vivid vivid, Reason reason) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> memory(vivid).allocate(NAME, BYTES))
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }
}
