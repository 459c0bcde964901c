package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A converter passes a picture from one buffer to another. */
class ConverterTest {
    private static final ImageLayout TURNED = ImageLayout.of(PixelFormat.NV12, 360, 640, 64, 1);

    private final ModelVideo video = ModelVideo.passing(List.of("NV12", "YUYV"), List.of("YUYV", "NV12"));
    private final ModelImports imports = new ModelImports();
    private final Converter converter = new Converter(
            Scene.identity(video),
            List.of(PixelFormat.NV12, PixelFormat.YUYV),
            List.of(PixelFormat.YUYV, PixelFormat.NV12),
            imports);

    private Frame frame(int buffer) {
        return new Frame(imports.map(buffer), Scene.LAYOUT);
    }

    @Test
    void shouldHandBothBuffersOverAndWaitForBoth() {
        video.prompt = true;
        converter.transform(frame(11), frame(12), Rotation.R0);

        assertThat(video.calls)
                .contains("start OUTPUT", "start CAPTURE")
                .endsWith("queue CAPTURE 0 of 12", "queue OUTPUT 0 of 11");
    }

    @Test
    void shouldSayHowLargeABufferIsAndHowMuchOfItThePicture() {
        video.behind = 8192;
        video.prompt = true;
        converter.transform(frame(11), frame(12), Rotation.R0);
        assertThat(video.lastUsed).isEqualTo(640 * 360 * 3 / 2);

        Frame small = new Frame(imports.map(13, 640 * 360 * 3 / 2), Scene.LAYOUT);
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> converter.transform(frame(11), small, Rotation.R0))
                .withMessageContaining("driver=" + (640 * 360 * 3 / 2 + 8192))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.REFUSED);
        converter.transform(frame(11), frame(12), Rotation.R0);
    }

    @Test
    void shouldSetTheDriverUpOnceForPicturesOfAKind() {
        video.prompt = true;
        converter.transform(frame(11), frame(12), Rotation.R0);
        int before = video.calls.size();
        converter.transform(frame(13), frame(14), Rotation.R0);

        assertThat(video.calls.subList(before, video.calls.size()))
                .containsExactly("queue CAPTURE 0 of 14", "queue OUTPUT 0 of 13");
    }

    @Test
    void shouldTurnAsTheDriverCan() {
        video.prompt = true;
        converter.transform(frame(11), frame(12), Rotation.R180);
        assertThat(video.calls).contains("set HORIZONTAL_FLIP", "set VERTICAL_FLIP");

        Frame turned = new Frame(imports.map(13), TURNED);
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> converter.transform(frame(11), turned, Rotation.R90))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
        assertThat(video.closed).isTrue();
    }

    @Test
    void shouldRefuseSizesThatDoNotAgree() {
        Frame turned = new Frame(imports.map(13), TURNED);
        assertThatIllegalArgumentException().isThrownBy(() -> converter.transform(frame(11), turned, Rotation.R0));
    }

    @Test
    void shouldKeepNothingWhenThePictureIsNotDoneInTime() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> converter.transform(frame(11), frame(12), Rotation.R0))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.TIMED_OUT);
        assertThat(video.closed).isTrue();
    }

    @Test
    void shouldLetTheDriverForgetABufferThatIsUnmapped() {
        video.prompt = true;
        Frame target = frame(12);
        converter.transform(frame(11), target, Rotation.R0);
        assertThat(video.closed).isFalse();

        target.mapping().close();
        assertThat(video.closed).isTrue();

        converter.transform(frame(11), frame(12), Rotation.R0);
        assertThat(video.closed).isFalse();
    }

    /** What is unmapped while another picture is in work is nobody's descriptor any more. */
    @Test
    @Timeout(10)
    void shouldLookBuffersUpOnlyWhenItIsTheirTurn() {
        Frame source = frame(13);
        Frame target = frame(14);
        video.whenNothingIsDone = () -> {
            Scene.startAndAwait(() -> converter.transform(source, target, Rotation.R0));
            Scene.startAndAwait(target.mapping()::close);
        };

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> converter.transform(frame(11), frame(12), Rotation.R0))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.TIMED_OUT);

        await().until(() -> imports.faults() == 1);
        assertThat(video.calls).doesNotContain("queue CAPTURE 0 of 14");
    }

    @Test
    void shouldSayThatItLeft() {
        converter.leave();
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> converter.transform(frame(11), frame(12), Rotation.R0))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE);
    }
}
