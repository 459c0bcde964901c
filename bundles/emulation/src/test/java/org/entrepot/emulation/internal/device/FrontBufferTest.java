package org.entrepot.emulation.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.junit.jupiter.api.Test;

class FrontBufferTest {
    private final DeviceBench bench = new DeviceBench();
    private final DeviceMapping frame = bench.map(
            bench.image(ImageLayout.of(PixelFormat.XRGB8888, 48, 33, 64, 16)),
            "display0",
            DeviceBench.DIRECT,
            Direction.TO_DEVICE);
    private final FrontBuffer front = new FrontBuffer();

    @Test
    void shouldLetGoAtOnceOfWhatIsShown() {
        assertThat(front.flip(frame, () -> 7)).isEqualTo(7);
        assertThat(frame.isOpen()).isTrue();

        front.revoke(frame.buffer());
        assertThat(frame.isOpen()).isFalse();
    }

    @Test
    void shouldLetGoAfterwardsOfWhatIsScannedOutOnceMore() {
        front.flip(frame, () -> 7);

        assertThat(front.flip(frame, this::askedMeanwhile)).isEqualTo(8);
        assertThat(frame.isOpen()).isFalse();
    }

    private long askedMeanwhile() {
        front.revoke(frame.buffer());
        assertThat(frame.isOpen()).isTrue();
        return 8;
    }

    @Test
    void shouldShowNothingOfWhichItLetGoThoughTheScanOutFailed() {
        front.flip(frame, () -> 7);
        IllegalStateException broken = new IllegalStateException("broken");

        assertThatThrownBy(() -> front.flip(frame, () -> {
                    front.revoke(frame.buffer());
                    throw broken;
                }))
                .isSameAs(broken);
        assertThat(frame.isOpen()).isFalse();
        front.revoke(frame.buffer());
    }
}
