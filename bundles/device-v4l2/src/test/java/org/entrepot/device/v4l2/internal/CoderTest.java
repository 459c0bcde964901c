package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.EncodeDevice.EncodeStream;
import org.entrepot.device.FrameRate;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coder has pictures one at a time, and gives all of them to the file. */
class CoderTest {
    private static final FrameRate RATE = new FrameRate(30, 1);
    private static final int CODED = 1 << 16;

    private final ModelVideo video = ModelVideo.passing(List.of("NV12"), List.of("H264"));
    private final ModelImports imports = new ModelImports();
    private final ModelAllocator buffers = new ModelAllocator(imports);
    private final Coder coder =
            new Coder(Scene.identity(video), List.of(PixelFormat.NV12), "H264", buffers.allocator(), imports);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("video.h264");
    }

    private EncodeStream open() {
        return coder.open(file, 640, 360, RATE);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }

    private void encode(EncodeStream stream, int pictures) {
        for (int i = 0; i < pictures; i++) {
            stream.encode(imports.map(11), Scene.LAYOUT);
        }
    }

    @Test
    void shouldWriteWhatTheDeviceCodesOnlyWhenItIsToldThatNoPictureFollows() throws Exception {
        video.reads = true;
        video.tellsItsLast = true;
        EncodeStream stream = open();
        encode(stream, 3);
        stream.close();

        assertThat(video.calls).contains("finish");
        assertThat(Files.size(file)).isEqualTo(3 * CODED);
        assertThat(video.closed).isTrue();
        assertThat(buffers.open).isZero();
    }

    @Test
    void shouldCountBuffersWhenTheDriverDoesNotTellItsLast() throws Exception {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 2);
        stream.close();

        assertThat(Files.size(file)).isEqualTo(2 * CODED);
    }

    @Test
    void shouldSayThatPicturesAreMissing() {
        video.reads = true;
        EncodeStream stream = open();
        encode(stream, 2);

        refused(Reason.TIMED_OUT, stream::close);
        assertThat(buffers.open).isZero();
        open().close();
    }

    @Test
    void shouldHaveNothingAnyMoreWhenAPictureFailed() {
        EncodeStream stream = open();
        DeviceMapping picture = imports.map(11);
        refused(Reason.TIMED_OUT, () -> stream.encode(picture, Scene.LAYOUT));
        assertThat(video.closed).isTrue();
        picture.close();

        refused(Reason.IO, () -> stream.encode(imports.map(12), Scene.LAYOUT));
        stream.close();
        assertThat(buffers.open).isZero();
        assertThat(folder).isEmptyDirectory();
        open().close();
    }

    @Test
    void shouldGoOnWhenAPictureIsRefused() throws Exception {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        video.takesScattered = false;
        refused(Reason.REFUSED, () -> encode(stream, 1));
        video.takesScattered = true;
        encode(stream, 1);
        stream.close();

        assertThat(Files.size(file)).isEqualTo(2 * CODED);
    }

    @Test
    void shouldSayHowLargeABufferIsAndHowMuchOfItThePicture() throws Exception {
        video.behind = 8192;
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        assertThat(video.lastUsed).isEqualTo(640 * 360 * 3 / 2);
        refused(Reason.REFUSED, () -> stream.encode(imports.map(12, 640 * 360 * 3 / 2), Scene.LAYOUT));
        encode(stream, 1);
        stream.close();

        assertThat(Files.size(file)).isEqualTo(2 * CODED);
    }

    @Test
    void shouldLeaveAFormerFileWhenTheNewOneCannotBeWritten() throws Exception {
        Files.writeString(file, "before");
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        // That closes a channel which is written to.
        Thread.currentThread().interrupt();
        try {
            refused(Reason.IO, stream::close);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file).hasContent("before");
        assertThat(folder.resolve("video.h264.part")).exists();
    }

    @Test
    void shouldHaveNothingAnyMoreWhenItCouldNotBeStarted() {
        video.takesScattered = false;
        EncodeStream stream = open();
        refused(Reason.REFUSED, () -> encode(stream, 1));
        assertThat(video.closed).isTrue();

        video.takesScattered = true;
        refused(Reason.IO, () -> encode(stream, 1));
        stream.close();
        assertThat(buffers.open).isZero();
    }

    @Test
    void shouldBeFreeAgainWhenItsBuffersCannotBeLetGoOf() {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        buffers.stuck = "a mapping that hangs";

        assertThatIllegalStateException().isThrownBy(stream::close).withMessageContaining("hangs");
        assertThat(buffers.open).as("the others are closed").isZero();
        assertThat(file).exists();
        buffers.stuck = null;
        open().close();
    }

    /** As when what gave the coder its buffers ends: under the reservation of each that is unmapped, for which closing waits. */
    @Test
    @Timeout(10)
    void shouldNotHoldItsDeviceWhileItsBuffersAreUnmapped() throws Exception {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        ImportedBuffer coded = imports.last();
        buffers.whenDetached = () -> CompletableFuture.runAsync(() -> imports.tellGone(coded))
                .orTimeout(5, TimeUnit.SECONDS)
                .join();

        stream.close();

        assertThat(Files.size(file)).isEqualTo(CODED);
        assertThat(buffers.open).isZero();
    }

    @Test
    void shouldWriteNoMoreIntoABufferOfItsOwnThatIsTakenAway() {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);

        imports.tellGone(imports.last());

        assertThat(video.closed).isTrue();
        refused(Reason.IO, () -> encode(stream, 1));
        stream.close();
    }

    /** What is unmapped while another picture is in work is nobody's descriptor any more. */
    @Test
    @Timeout(10)
    void shouldLookAPictureUpOnlyWhenItIsItsTurn() {
        DeviceMapping second = imports.map(12);
        VideoIdentity patient = Scene.identity(video, Duration.ofSeconds(8));
        EncodeStream stream = new Coder(patient, List.of(PixelFormat.NV12), "H264", buffers.allocator(), imports)
                .open(file, 640, 360, RATE);
        video.whenNothingIsDone = () -> {
            Scene.startAndAwait(() -> stream.encode(second, Scene.LAYOUT));
            Scene.startAndAwait(second::close);
            video.reads = true;
        };

        encode(stream, 1);

        await().until(() -> imports.faults() == 1);
        assertThat(video.calls).doesNotContain("queue OUTPUT 0 of 12");
    }

    @Test
    void shouldSayEachTimeThatTheDeviceIsGone() {
        video.prompt = true;
        EncodeStream stream = open();
        encode(stream, 1);
        video.unplugged = true;

        refused(Reason.GONE, () -> encode(stream, 1));
        refused(Reason.GONE, () -> encode(stream, 1));
        stream.close();
    }

    @Test
    void shouldEndWithAnEmptyBufferThatIsNotMarked() throws Exception {
        video.reads = true;
        video.tellsItsLast = true;
        video.marksItsLast = false;
        EncodeStream stream = open();
        encode(stream, 2);
        stream.close();

        assertThat(Files.size(file)).isEqualTo(2 * CODED);
    }

    @Test
    void shouldKeepTheDriversBuffersWithTheDriver() {
        video.reads = true;
        video.tellsItsLast = true;
        EncodeStream stream = open();
        encode(stream, 1);

        assertThat(video.queued.get(Queue.CAPTURE)).hasSize(3);
        stream.close();
    }
}
