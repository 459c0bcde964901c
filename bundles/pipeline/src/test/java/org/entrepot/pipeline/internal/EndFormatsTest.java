package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.api.PixelFormat.BGR888;
import static org.entrepot.api.PixelFormat.I420;
import static org.entrepot.api.PixelFormat.NV12;
import static org.entrepot.api.PixelFormat.RGB888;
import static org.entrepot.api.PixelFormat.XRGB8888;

import java.util.List;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.junit.jupiter.api.Test;

class EndFormatsTest {
    private record Reading(List<PixelFormat> inputFormats, List<PixelFormat> outputFormats) implements TransformDevice {
        @Override
        public String name() {
            return "video4";
        }

        @Override
        public void transform(Frame source, Frame target, Rotation rotation) {
            throw new AssertionError("nothing is turned here");
        }
    }

    @Test
    void shouldKeepTheKindThatTheCameraPrefers() {
        EndFormats all = new EndFormats(List.of(NV12, RGB888, I420), List.of(XRGB8888, I420));
        Reading any = new Reading(List.of(RGB888, NV12), List.of(XRGB8888, I420));

        assertThat(all.ofOneKind(any)).isEqualTo(new EndFormats(List.of(NV12, I420), List.of(I420)));
    }

    @Test
    void shouldTakeTheOtherKindWhereTheRotatorReadsNoneOfThePreferred() {
        EndFormats all = new EndFormats(List.of(NV12, RGB888, BGR888), List.of(NV12, XRGB8888));
        Reading rgbOnly = new Reading(List.of(BGR888), List.of(XRGB8888));

        assertThat(all.ofOneKind(rgbOnly)).isEqualTo(new EndFormats(List.of(RGB888, BGR888), List.of(XRGB8888)));
    }

    @Test
    void shouldTakeTheOtherKindWhereTheDisplayShowsNoneOfThePreferred() {
        EndFormats all = new EndFormats(List.of(NV12, RGB888), List.of(XRGB8888));
        Reading any = new Reading(List.of(NV12, RGB888), List.of(XRGB8888, NV12));

        assertThat(all.ofOneKind(any)).isEqualTo(new EndFormats(List.of(RGB888), List.of(XRGB8888)));
    }

    @Test
    void shouldLeaveAllWhereNeitherKindGoesAllTheWay() {
        EndFormats all = new EndFormats(List.of(NV12), List.of(XRGB8888));
        Reading any = new Reading(List.of(NV12), List.of(XRGB8888));

        assertThat(all.ofOneKind(any)).isEqualTo(all);
    }
}
