package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;

/** A process that dies while it films takes its buffers with it: what it had is nobody's, and the camera is free. */
@Shows(Feature.CAPTURE)
class KilledInGuest {
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");
    private static final int SIGKILL = 128 + 9;
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void shouldLeaveNoBufferBehindWhenItIsKilledInMidStream() throws Exception {
        Need.device(BUFFERS.toString());
        Need.device("/dev/dma_heap/system");
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            Process filming = filming(vivid.node());
            try (BufferedReader words = filming.inputReader()) {
                assertThat(words.readLine()).isEqualTo(Filming.UNDER_WAY);
                assertThat(Files.readString(BUFFERS)).as("buffers before").contains(Filming.BUFFER);
            } finally {
                filming.destroyForcibly();
            }
            assertThat(filming.waitFor()).isEqualTo(SIGKILL);

            assertThat(Files.readString(BUFFERS)).as("buffers afterwards").doesNotContain(Filming.BUFFER);
            assertThat(films(vivid)).as("the camera films for the next").isTrue();
        }
    }

    private static Process filming(Path camera) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filming.class.getName(),
                        camera.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static boolean films(Vivid vivid) {
        try (VideoDevice camera = vivid.open();
                KernelHeap heap = GuestHeaps.open().open(List.of("system"))) {
            long bytes = camera.set(Queue.CAPTURE, new Format("NV12", 320, 180, 0, 0))
                            .bytes()
                    + 4095;
            try (DmaBufFile buffer = heap.allocate("filmed next", bytes & -4096)) {
                camera.request(Queue.CAPTURE, 1);
                camera.queue(Queue.CAPTURE, 0, buffer.descriptor().orElseThrow(), buffer.size(), 0);
                camera.start(Queue.CAPTURE);
                return camera.dequeue(Queue.CAPTURE, LONG).orElseThrow().whole();
            }
        }
    }
}
