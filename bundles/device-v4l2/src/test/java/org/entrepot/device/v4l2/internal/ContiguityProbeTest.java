package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.device.v4l2.internal.ContiguityProbe.Answer;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Contiguity;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;

/** What is not found out is one run. */
class ContiguityProbeTest {
    private final ModelVideo video = ModelVideo.camera("NV12");

    @Test
    void shouldKnowNothingWhenNoDmaBufCanBeMade() {
        ModelFiles files = new ModelFiles(0);

        assertThat(ContiguityProbe.ask(video, Queue.CAPTURE, files).contiguity())
                .isEqualTo(Contiguity.UNKNOWN);
        assertThat(video.calls).as("the driver is left alone").isEmpty();
    }

    @Test
    void shouldFindThatADriverTakesScatteredMemory() {
        assertThat(ContiguityProbe.ask(video, Queue.CAPTURE, new ModelFiles(1 << 26))
                        .contiguity())
                .isEqualTo(Contiguity.SCATTERED);
        assertThat(video.calls).endsWith("stop CAPTURE", "request CAPTURE 0").doesNotContain("start CAPTURE");
    }

    @Test
    void shouldFindThatADriverTakesOneRunWhenItRefuses() {
        video.takesScattered = false;
        assertThat(ContiguityProbe.ask(video, Queue.CAPTURE, new ModelFiles(1 << 26))
                        .contiguity())
                .isEqualTo(Contiguity.ONE_RUN);
        assertThat(video.calls).endsWith("request CAPTURE 0");
    }

    @Test
    void shouldOfferNoMorePartsThanTheKernelTakes() {
        ModelFiles files = new ModelFiles(1 << 26);
        video.formats.put(Queue.CAPTURE, new Format("NV12", 3840, 2160, 3840, 12_441_600));

        ContiguityProbe.ask(video, Queue.CAPTURE, files);

        assertThat(files.parts).hasSizeBetween(2, 1024);
        assertThat(files.parts.stream().mapToLong(part -> part.bytes()).sum()).isGreaterThanOrEqualTo(12_441_600);
    }

    @Test
    void shouldKnowNothingWhenAnotherProgramHasTheDevice() {
        video.elsewhere = true;

        Answer answer = ContiguityProbe.ask(video, Queue.CAPTURE, new ModelFiles(1 << 26));

        assertThat(answer.contiguity()).isEqualTo(Contiguity.UNKNOWN);
        assertThat(answer.words()).contains("EBUSY");
        assertThat(video.calls).as("the other's stream goes on").isEmpty();
    }

    @Test
    void shouldKnowNothingWhenTheDeviceStandsOnAFormatThatCannotBeAskedFor() {
        video.formats.put(Queue.CAPTURE, new Format("NM12", 640, 360, 640, 345_600));
        assertThat(ContiguityProbe.ask(video, Queue.CAPTURE, new ModelFiles(1 << 26))
                        .contiguity())
                .isEqualTo(Contiguity.UNKNOWN);
        assertThat(video.calls).endsWith("request CAPTURE 0");
    }

    @Test
    void shouldKnowNothingWhenTheDeviceLeaves() {
        video.unplugged = true;
        assertThat(ContiguityProbe.ask(video, Queue.CAPTURE, new ModelFiles(1 << 26))
                        .contiguity())
                .isEqualTo(Contiguity.UNKNOWN);
    }
}
