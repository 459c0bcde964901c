package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.junit.jupiter.api.Test;

class WordCommandsTest {
    private final WordCommands commands = new WordCommands(
            new TestMachine(),
            TestRegistry.of(Map.of(
                    CaptureDevice.class, List.of("video0", "camera0"),
                    TransformDevice.class, List.of("video4", "rotator0"),
                    EncodeDevice.class, List.of("encoder0"),
                    DisplayDevice.class, List.of("display0"))));

    @Test
    void shouldOfferTheDevicesThatDoAWorkWhenARunIsToUseThem() {
        assertThat(commands.words("cameras")).containsExactly("camera0", "video0");
        assertThat(commands.words("rotators")).containsExactly("rotator0", "video4");
        assertThat(commands.words("encoders")).containsExactly("encoder0");
        assertThat(commands.words("displays")).containsExactly("display0");
    }

    @Test
    void shouldNameTheKindsWhenOneIsNotKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.words("colours"))
                .withMessageContaining("kind=colours", "cameras", "displays");
    }
}
