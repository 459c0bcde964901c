package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.device.v4l2.internal.Examination.Found;
import org.entrepot.device.v4l2.internal.Examination.Kind;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;

/** What a device does follows from its formats. */
class ExaminationTest {
    private static final Terms TERMS = Terms.of(V4l2Config.class.cast(Proxy.newProxyInstance(
            V4l2Config.class.getClassLoader(),
            new Class<?>[] {V4l2Config.class},
            (proxy, key, arguments) -> key.getDefaultValue())));

    private static Optional<Found> found(ModelVideo video) {
        return new Examination(new Scene.Nodes(video, new ModelMemory()), new ModelFiles(0), List::of, TERMS)
                .of(Path.of("/dev/video7"));
    }

    @Test
    void shouldTakeForACoderWhatWritesACodedStream() {
        ModelVideo video = ModelVideo.passing(List.of("NV12"), List.of("QQQQ", "H264"));

        assertThat(found(video).orElseThrow().kind()).isEqualTo(Kind.CODER);
        assertThat(found(video).orElseThrow().code()).isEqualTo("H264");
    }

    @Test
    void shouldUseADeviceWhoseFormatOfNowCannotBeRead() {
        ModelVideo video = ModelVideo.camera("NV12");
        video.formatRefused = true;

        Found found = found(video).orElseThrow();

        assertThat(found.kind()).isEqualTo(Kind.CAMERA);
        assertThat(found.identity().constraints().maxSegments()).as("unknown").isEqualTo(1);
    }

    @Test
    void shouldLeaveAloneWhatWritesPixelsThatNobodyKnows() {
        assertThat(found(ModelVideo.passing(List.of("NV12"), List.of("QQQQ")))).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatWritesWhatTheKernelEmulates() {
        ModelVideo video = ModelVideo.passing(List.of("NV12"), List.of("H264"));
        video.codes.put(Queue.CAPTURE, List.of());

        assertThat(found(video)).isEmpty();
    }
}
