package org.entrepot.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredTextTest {
    private static final ConfiguredText NAMES = new ConfiguredText("org.example", "names", "node0=front");

    @Test
    void shouldPartAPairAtItsLastSign() {
        assertThat(NAMES.pairs("node0=front", " usb=1 = back "))
                .containsOnly(entry("node0", "front"), entry("usb=1", "back"));
        assertThat(NAMES.pairs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node0", "=front", "node0="})
    void shouldSayWhatAPairLooksLikeWhenItIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NAMES.pairs("node1=back", text))
                .withMessage("a pair is WHICH=WHAT: org.example names=" + text + "; write node0=front");
    }

    @Test
    void shouldReadAPatternOrSayWhatOneLooksLike() {
        ConfiguredText nodes = new ConfiguredText("org.example", "nodes", "node[0-9]+");

        assertThat(nodes.pattern("card.*").matcher("card7").matches()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.pattern("node["))
                .withMessageContainingAll("org.example nodes=node[;", "write node[0-9]+")
                .withCauseInstanceOf(PatternSyntaxException.class);
    }
}
