package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImagePadding;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Range;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What drivers make of wishes tells what they take. */
class QueueSurveyTest {
    private static Constraints surveyed(ModelVideo video, Queue queue) {
        return QueueSurvey.of(video, queue).constraints();
    }

    @Test
    void shouldFindFormatsThatAreOursAndSizes() {
        ModelVideo camera = ModelVideo.camera("YU12", "NV12", "MJPG", "RGB3", "GREY");

        Constraints found = surveyed(camera, Queue.CAPTURE);

        assertThat(QueueSurvey.of(camera, Queue.CAPTURE).formats())
                .as("three planes last")
                .containsExactly(PixelFormat.NV12, PixelFormat.BGR888, PixelFormat.R8, PixelFormat.I420);
        assertThat(found.width()).isEqualTo(new Range(16, 4096));
        assertThat(found.height()).isEqualTo(new Range(16, 2160));
        assertThat(found.strideAlignment()).isEqualTo(1);
        assertThat(found.heightAlignment()).isEqualTo(1);
    }

    @Test
    void shouldFindTheAlignmentOfStridesWhenRowsArePadded() {
        ModelVideo camera = ModelVideo.camera("NV12", "YUYV");
        camera.strideAlignment = 64;

        assertThat(surveyed(camera, Queue.CAPTURE).strideAlignment()).isEqualTo(64);
    }

    @Test
    void shouldFindTheAlignmentOfSizesWhenADevicePassesPicturesOn() {
        ModelVideo coder = ModelVideo.passing(List.of("NV12"), List.of("FWHT"));
        coder.widthAlignment = 8;
        coder.heightAlignment = 8;

        Constraints found = surveyed(coder, Queue.OUTPUT);

        assertThat(found.strideAlignment()).isEqualTo(8);
        assertThat(found.heightAlignment()).isEqualTo(8);
    }

    @Test
    void shouldNotTakeTheSizesOfACameraForAlignments() {
        ModelVideo camera = ModelVideo.camera("NV12");
        camera.widthAlignment = 16;
        camera.heightAlignment = 8;

        Constraints found = surveyed(camera, Queue.CAPTURE);

        assertThat(found.strideAlignment()).isEqualTo(1);
        assertThat(found.heightAlignment()).isEqualTo(1);
    }

    @Test
    void shouldFindWhatADriverWantsBehindAPicture() {
        ModelVideo camera = ModelVideo.camera("NV12");
        assertThat(surveyed(camera, Queue.CAPTURE).paddingBytes()).isZero();

        camera.behind = 8000;
        assertThat(surveyed(camera, Queue.CAPTURE).paddingBytes()).isEqualTo(8192);
    }

    @ParameterizedTest
    @CsvSource({"640, 360", "642, 361", "1920, 1081", "4096, 2113", "4096, 2160"})
    void shouldMakeRoomForRowsThatADriverAddsWithoutTelling(int width, int height) {
        ModelVideo camera = ModelVideo.camera("NV12");
        camera.hiddenRows = 32;

        Constraints found = surveyed(camera, Queue.CAPTURE);

        ImagePadding padding = new ImagePadding(found.strideAlignment(), 1, 1, 0, found.paddingBytes());
        ImageLayout layout = ImageLayout.of(PixelFormat.NV12, Modifier.LINEAR, width, height, padding);
        QueueForm form = FrameForm.set(camera, "video7", Queue.CAPTURE, layout);
        assertThat(layout.bytes()).isGreaterThanOrEqualTo(form.least());
    }

    @Test
    void shouldNotTakeHalvesForPictures() {
        ModelVideo camera = ModelVideo.camera("NV12");
        camera.halves = true;

        assertThat(QueueSurvey.of(camera, Queue.CAPTURE).formats()).isEmpty();
    }

    @Test
    void shouldFindNoPixelsWhenThereAreCodedPicturesOnly() {
        assertThat(QueueSurvey.of(ModelVideo.camera("H264"), Queue.CAPTURE).formats())
                .isEmpty();
    }
}
