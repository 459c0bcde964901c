package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Contiguity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration is read by its rules. */
class TermsTest {
    private static Terms terms(Map<String, Object> values) {
        return Terms.of(V4l2Config.class.cast(Proxy.newProxyInstance(
                V4l2Config.class.getClassLoader(),
                new Class<?>[] {V4l2Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()))));
    }

    @Test
    void shouldCallDevicesByNodeOrBusOrAsTheirNodes() {
        Terms terms = terms(Map.of("names", new String[] {"video0=front", "usb-0000:00:14.0-1=desk"}));

        assertThat(terms.name("video0", "platform:vivid-000")).isEqualTo("front");
        assertThat(terms.name("video3", "usb-0000:00:14.0-1")).isEqualTo("desk");
        assertThat(terms.name("video5", "pci")).isEqualTo("video5");
    }

    @Test
    void shouldKnowWhatTheOperatorSaysOfMemory() {
        Terms terms = terms(Map.of("memory", new String[] {"front=one-run", "desk=scattered"}));

        assertThat(terms.memory("front").orElseThrow().contiguity()).isEqualTo(Contiguity.ONE_RUN);
        assertThat(terms.memory("desk").orElseThrow().contiguity()).isEqualTo(Contiguity.SCATTERED);
        assertThat(terms.memory("video5")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"front=anywhere", "front", "=scattered", "front="})
    void shouldRefuseWhatMakesNoSense(String memory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> terms(Map.of("memory", new String[] {memory})))
                .withMessageContainingAll(Terms.PID, "memory");
    }

    @Test
    void shouldRefuseNumbersOutOfRangeAndBrokenPatterns() {
        assertThatIllegalArgumentException().isThrownBy(() -> terms(Map.of("buffers", 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> terms(Map.of("timeout_millis", 9000)));
        assertThatIllegalArgumentException().isThrownBy(() -> terms(Map.of("nodes", "video[")));
    }
}
