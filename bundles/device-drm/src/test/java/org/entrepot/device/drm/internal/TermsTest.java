package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.entrepot.device.drm.internal.MemoryProbe.Answer;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.junit.jupiter.api.Test;

/** What an operator may write, and is told otherwise. */
class TermsTest {
    private static Terms terms(Map<String, Object> values) {
        return Terms.of((DrmConfig) Proxy.newProxyInstance(
                DrmConfig.class.getClassLoader(),
                new Class<?>[] {DrmConfig.class},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }

    @Test
    void shouldCallADisplayAsItsConnectorUnlessNamed() {
        Terms terms = terms(Map.of("names", new String[] {"card0-HDMI-A-1=display1"}));

        assertThat(terms.name("card0-HDMI-A-1")).isEqualTo("display1");
        assertThat(terms.name("card0-DP-1")).isEqualTo("card0-DP-1");
    }

    @Test
    void shouldTakeAnOperatorsWordForTheMemory() {
        Terms terms = terms(Map.of("memory", new String[] {"card0=one-run", "card1=own"}));

        assertThat(terms.memory("card0")).map(Answer::taken).contains(Taken.ONE_RUN);
        assertThat(terms.memory("card1").orElseThrow().words()).contains("memory of its own", Terms.PID);
        assertThat(terms.memory("card2")).isEmpty();
    }

    @Test
    void shouldSayWhatMayBeWritten() {
        refuses(Map.of("memory", new String[] {"card0=much"}), "write scattered, one-run, or own");
        refuses(Map.of("names", new String[] {"display1"}), "WHICH=WHAT");
        refuses(Map.of("nodes", "card["), "regular expression");
        refuses(Map.of("timeout_millis", 5), "timeout.millis");
        refuses(Map.of("heap_bytes", -1L), "heap.bytes");
    }

    private static void refuses(Map<String, Object> values, String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> terms(values)).withMessageContaining(words);
    }
}
