package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.internal.Videodev2.V4l2BufferLayout;
import org.entrepot.linux.internal.Videodev2.V4l2FormatLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PixFormatLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PixFormatMplaneLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PlaneLayout;
import org.entrepot.linux.internal.Videodev2.V4l2PlanePixFormatLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of nodes that are no video devices; real ones are in the lab. */
@EnabledOnOs(OS.LINUX)
class VideoNodesTest {
    @TempDir
    private Path folder;

    private static ThrowableAssertAlternative<EntrepotException> refusal(String form, Path node) {
        VideoNodes nodes = new VideoNodes(new MemoryFileStore(form, null, warning -> {}), warning -> {});
        return assertThatExceptionOfType(EntrepotException.class).isThrownBy(() -> nodes.open(node));
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoNode() {
        refusal("memfd", folder.resolve("video0"))
                .withMessageContainingAll("node=" + folder.resolve("video0"), "plug it in")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void shouldLeaveNoDescriptorWhenTheNodeIsNoVideoDevice() throws IOException {
        Path file = Files.createFile(folder.resolve("video0"));
        refusal("memfd", file);
        int before = descriptors();
        for (int i = 0; i < 100; i++) {
            refusal("memfd", file)
                    .withMessageContainingAll("VIDIOC_QUERYCAP", "ENOTTY")
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.UNSUPPORTED);
        }
        assertThat(descriptors()).isLessThan(before + 50);
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    @Test
    void shouldOpenNothingWhenNoNativeCallsAreMade() {
        refusal("direct", Path.of("/dev/null"))
                .withMessageContaining("/dev/null")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void shouldReadTextsAndCodes() {
        assertThat(VideoCalls.code(DrmFourcc.code("NV12"))).isEqualTo("NV12");
        assertThat(VideoCalls.code(DrmFourcc.code("R8  "))).isEqualTo("R8  ");
        assertThat(VideoCalls.text(VideoCalls.structure(8).put(0, (byte) 'a'), 0, 8))
                .isEqualTo("a");
        assertThat(VideoCalls.text(VideoCalls.structure(2).putShort((short) 0x6161), 0, 2))
                .as("without a zero at its end")
                .isEqualTo("aa");
    }

    /** A device that stands on it takes another all the same. */
    @Test
    void shouldReadAFormatWhosePlanesAreInSeveralBuffers() {
        int plane = V4l2FormatLayout.FMT + V4l2PixFormatMplaneLayout.PLANE_FMT;
        ByteBuffer format = VideoCalls.structure(V4l2FormatLayout.SIZEOF)
                .putInt(V4l2FormatLayout.FMT + V4l2PixFormatLayout.PIXELFORMAT, DrmFourcc.code("NM12"))
                .put(V4l2FormatLayout.FMT + V4l2PixFormatMplaneLayout.NUM_PLANES, (byte) 2)
                .putInt(plane + V4l2PlanePixFormatLayout.SIZEIMAGE, 4000)
                .putInt(plane + V4l2PlanePixFormatLayout.SIZEOF + V4l2PlanePixFormatLayout.SIZEIMAGE, 2000);

        Format read = new VideoFormats(new VideoCalls(Path.of("/dev/video0"), -1), true).read(format);

        assertThat(read.code()).isEqualTo("NM12");
        assertThat(read.bytes()).isEqualTo(6000);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "4, false", "5, true", "7, true"})
    void shouldTellPicturesOfHalvesApart(int field, boolean halves) {
        ByteBuffer format = VideoCalls.structure(V4l2FormatLayout.SIZEOF)
                .putInt(V4l2FormatLayout.FMT + V4l2PixFormatLayout.FIELD, field);

        VideoFormats formats = new VideoFormats(new VideoCalls(Path.of("/dev/video0"), -1), false);
        assertThat(formats.read(format).halves()).isEqualTo(halves);
    }

    @Test
    void shouldTellTimesOfTheMonotonicClockOnly() {
        ByteBuffer buffer = VideoCalls.structure(V4l2BufferLayout.SIZEOF)
                .putLong(V4l2BufferLayout.TIMESTAMP, 3)
                .putLong(V4l2BufferLayout.TIMESTAMP + Long.BYTES, 7);
        long before = System.nanoTime();

        assertThat(DoneBuffer.of(buffer).timestampNanos() - before).isNotNegative();
        buffer.putInt(V4l2BufferLayout.FLAGS, Videodev2.V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
        assertThat(DoneBuffer.of(buffer).timestampNanos()).isEqualTo(3_000_007_000L);
    }

    @Test
    void shouldTakeAPictureForDamagedThatDoesNotBeginWhereItsBufferDoes() {
        ByteBuffer buffer = VideoCalls.structure(V4l2BufferLayout.SIZEOF);
        ByteBuffer plane = VideoCalls.structure(V4l2PlaneLayout.SIZEOF).putInt(V4l2PlaneLayout.BYTESUSED, 80);
        assertThat(DoneBuffer.ofPlane(buffer, plane).whole()).isTrue();
        assertThat(DoneBuffer.ofPlane(buffer, plane).bytes()).isEqualTo(80);

        plane.putInt(V4l2PlaneLayout.DATA_OFFSET, 16);
        assertThat(DoneBuffer.ofPlane(buffer, plane).whole()).isFalse();
    }

    @Test
    void shouldSayWhatAFailedCallMeans() {
        VideoCalls calls = new VideoCalls(Path.of("/dev/video0"), -1);

        assertThat(calls.failure("VIDIOC_STREAMON", Errno.ENOSPC)).hasMessageContaining("smaller size or rate");
        assertThat(calls.failure("VIDIOC_STREAMON", Errno.ENOLINK)).hasMessageContaining("media-ctl");
        assertThat(calls.failure("VIDIOC_STREAMON", Errno.EPIPE)).hasMessageContaining("media-ctl");
        assertThat(calls.failure("VIDIOC_DQBUF", Errno.EPIPE)).hasMessageContaining("until its last");
        assertThat(calls.failure("VIDIOC_REQBUFS", Errno.EINVAL)).hasMessageContaining("imports DMA-BUFs");
        assertThat(calls.failure("VIDIOC_S_FMT", Errno.EINVAL)).hasMessageContaining("kernel's log");
        assertThat(calls.failure("VIDIOC_QBUF", Errno.EIO).reason()).isEqualTo(Reason.IO);
    }
}
