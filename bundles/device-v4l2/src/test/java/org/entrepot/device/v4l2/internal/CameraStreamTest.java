package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImagePadding;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.CapturedFrame;
import org.entrepot.device.FrameRate;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;

/** A camera's buffers go to the driver and come back, whatever happens meanwhile. */
class CameraStreamTest {
    private static final CaptureSettings OWN = new CaptureSettings(Optional.empty(), 0, 0);

    private final ModelVideo video = ModelVideo.camera("NV12");
    private final ModelImports imports = new ModelImports();
    private final Camera camera = new Camera(Scene.identity(video), List.of(PixelFormat.NV12), imports);
    private final CaptureStream stream = camera.open(OWN);

    @Test
    void shouldFilmInTheDriversOwnSizeAndRate() {
        assertThat(stream.width()).isEqualTo(640);
        assertThat(stream.height()).isEqualTo(360);
        assertThat(stream.rate()).isEqualTo(new FrameRate(30, 1));
        assertThat(stream.formats()).containsExactly(PixelFormat.NV12);
        assertThat(stream.source()).contains("/dev/video7");
    }

    @Test
    void shouldHaveTheRateOfTheSizeThatIsWanted() {
        stream.close();
        CaptureStream large = camera.open(new CaptureSettings(Optional.empty(), 1280, 720));

        assertThat(large.rate()).isEqualTo(new FrameRate(5, 1));
    }

    @Test
    void shouldHaveSeveralBuffersWithTheDriverWhenTargetsArePrepared() {
        DeviceMapping first = imports.map(11);
        DeviceMapping second = imports.map(12);
        stream.prepare(first, Scene.LAYOUT);
        stream.prepare(second, Scene.LAYOUT);
        stream.prepare(second, Scene.LAYOUT);
        video.start(Queue.CAPTURE);

        video.finish(Queue.CAPTURE, true);
        CapturedFrame frame = stream.capture(first, Scene.LAYOUT);

        assertThat(frame.sequence()).isZero();
        assertThat(frame.checksum()).isEmpty();
        assertThat(video.queued.get(Queue.CAPTURE)).as("still with the driver").containsExactly(1);
        assertThat(stream.ahead()).isEqualTo(1);
    }

    @Test
    void shouldGiveABufferItsFormerPlaceAgain() {
        video.prompt = true;
        stream.capture(imports.map(11), Scene.LAYOUT);
        stream.capture(imports.map(12), Scene.LAYOUT);
        stream.capture(imports.map(11), Scene.LAYOUT);

        assertThat(video.calls)
                .containsSubsequence("queue CAPTURE 0 of 11", "queue CAPTURE 1 of 12", "queue CAPTURE 0 of 11");
    }

    @Test
    void shouldUseThePlaceOfABufferThatIsGone() {
        video.prompt = true;
        try (DeviceMapping first = imports.map(11)) {
            stream.capture(first, Scene.LAYOUT);
        }
        for (int buffer = 12; buffer < 16; buffer++) {
            stream.capture(imports.map(buffer), Scene.LAYOUT);
        }
        assertThat(video.calls).contains("queue CAPTURE 0 of 12", "queue CAPTURE 3 of 15");
    }

    @Test
    void shouldCountADamagedPictureAsLostAndUseItsBufferAgain() {
        DeviceMapping target = imports.map(11);
        stream.prepare(target, Scene.LAYOUT);
        video.start(Queue.CAPTURE);
        video.finish(Queue.CAPTURE, false);
        video.prompt = true;

        assertThat(stream.capture(target, Scene.LAYOUT).sequence()).isEqualTo(1);
    }

    @Test
    void shouldTakeABufferBackWhenNoPictureComesInTime() {
        DeviceMapping target = imports.map(11);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> stream.capture(target, Scene.LAYOUT))
                .withMessageContainingAll("video7", "timeout.millis=300")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.TIMED_OUT);
        assertThat(video.queued.get(Queue.CAPTURE)).isEmpty();
        video.prompt = true;
        assertThat(stream.capture(target, Scene.LAYOUT).sequence()).isZero();
    }

    @Test
    void shouldTakeABufferBackWhenItIsUnmappedAndLeaveTheOthers() {
        DeviceMapping first = imports.map(11);
        DeviceMapping second = imports.map(12);
        stream.prepare(first, Scene.LAYOUT);
        stream.prepare(second, Scene.LAYOUT);

        first.close();

        assertThat(video.queued.get(Queue.CAPTURE)).containsExactly(1);
        video.prompt = true;
        assertThat(stream.capture(second, Scene.LAYOUT).sequence()).isZero();
    }

    @Test
    void shouldEndWhenTheDeviceIsUnplugged() {
        stream.prepare(imports.map(11), Scene.LAYOUT);
        video.unplugged = true;

        assertGone(() -> stream.capture(imports.map(12), Scene.LAYOUT));
        assertThat(video.closed).as("what the driver had is free").isTrue();
        assertGone(() -> stream.skip());
        stream.close();
    }

    @Test
    void shouldSayThatItLeftWhenItIsPulledOut() {
        camera.leave();

        assertGone(() -> stream.capture(imports.map(11), Scene.LAYOUT));
        assertGone(() -> camera.open(OWN));
        assertThat(imports.closed).isTrue();
    }

    @Test
    void shouldGoOnWithOtherBuffersWhenTheMappingOfOneWasRevoked() {
        DeviceMapping revoked = imports.map(11);
        imports.revoke(revoked);

        assertGone(() -> stream.capture(revoked, Scene.LAYOUT));
        assertGone(() -> stream.prepare(revoked, Scene.LAYOUT));
        assertThat(video.closed).isFalse();
        video.prompt = true;
        assertThat(stream.capture(imports.map(12), Scene.LAYOUT).sequence()).isZero();
    }

    @Test
    void shouldBeFreeAgainWhenItsDeviceCannotBeClosed() {
        video.stuck = "a driver that hangs";

        assertThatIllegalStateException().isThrownBy(stream::close).withMessageContaining("hangs");
        video.stuck = null;
        camera.open(OWN).close();
    }

    private static void assertGone(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE);
    }

    @Test
    void shouldRefuseALayoutThatTheDriverDoesNotWrite() {
        video.ownStride = true;
        ImageLayout wide = ImageLayout.of(PixelFormat.NV12, 640, 360, 512, 1);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> stream.capture(imports.map(11), wide))
                .withMessageContaining("stride=1024")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.REFUSED);
    }

    @Test
    void shouldBeginAnewAfterALayoutThatWasRefused() {
        DeviceMapping first = imports.map(11);
        stream.prepare(first, Scene.LAYOUT);
        video.prompt = true;
        stream.capture(imports.map(12), Scene.LAYOUT);
        video.ownStride = true;
        ImageLayout wide = ImageLayout.of(PixelFormat.NV12, 640, 360, 512, 1);
        assertThatExceptionOfType(EntrepotException.class).isThrownBy(() -> stream.capture(imports.map(13), wide));

        stream.capture(first, Scene.LAYOUT);

        assertThat(video.calls).endsWith("request CAPTURE 4", "queue CAPTURE 0 of 11", "start CAPTURE");
    }

    @Test
    void shouldRefuseABufferThatIsTooSmallForItsDriver() {
        video.behind = 8192;
        long picture = 640 * 360 * 3 / 2;

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> stream.prepare(imports.map(11, picture), Scene.LAYOUT))
                .withMessageContaining("bytes=" + picture + " driver=" + (picture + 8192))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.REFUSED);
        stream.prepare(imports.map(12, picture + 8192), Scene.LAYOUT);
        assertThat(video.queued.get(Queue.CAPTURE)).hasSize(1);
    }

    @Test
    void shouldRefusePlanesThatDoNotFollowEachOther() {
        ImageLayout padded =
                ImageLayout.of(PixelFormat.NV12, Modifier.LINEAR, 640, 360, new ImagePadding(64, 4096, 1, 0, 0));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> stream.capture(imports.map(11), padded))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.REFUSED);
    }

    @Test
    void shouldRefuseAnotherSizeThanTheStreams() {
        ImageLayout small = ImageLayout.of(PixelFormat.NV12, 320, 180, 64, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.capture(imports.map(11), small))
                .withMessageContaining("stream=640x360");
    }

    @Test
    void shouldRefuseAFileToFilm() {
        stream.close();
        CaptureSettings file = new CaptureSettings(Optional.of(Path.of("film.y4m")), 0, 0);
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> camera.open(file))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
        assertThat(video.closed).isTrue();
    }

    @Test
    void shouldStreamOnceAtATimeAndAgainAfterwards() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> camera.open(OWN))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.BUSY);
        stream.close();
        stream.close();
        assertThatIllegalStateException().isThrownBy(stream::skip);
        camera.open(OWN).close();
    }
}
