package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.junit.jupiter.api.Test;

class WordCommandsTest {
    private final WordCommands commands = new WordCommands(
            new TestMachine(),
            TestRegistry.of(Map.of(
                    CaptureDevice.class, List.of("video0", "camera0"),
                    DisplayDevice.class, List.of("display0"))));

    @Test
    void shouldOfferTheDevicesThatFilmOrShowWhenARunIsToUseThem() {
        assertThat(commands.words("cameras")).containsExactly("camera0", "video0");
        assertThat(commands.words("displays")).containsExactly("display0");
    }

    @Test
    void shouldNameTheKindsWhenOneIsNotKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.words("colours"))
                .withMessageContaining("kind=colours", "cameras", "displays");
    }
}
