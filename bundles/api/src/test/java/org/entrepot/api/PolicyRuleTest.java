package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.PolicyRule.Kind;
import org.entrepot.api.PolicyRule.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRuleTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(1).devices("camera0").tags("preview").build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pin device camera0 cma",
                "forbid tag preview tiler",
                "weigh any system 10",
                "weigh device display0 tiler -1000"
            })
    void shouldReadBackItsOwnWords(String words) {
        assertThat(PolicyRule.parse(words)).hasToString(words);
    }

    @Test
    void shouldConcernWhoIsNamed() {
        assertThat(PolicyRule.parse("pin device camera0 cma").concerns(REQUEST)).isTrue();
        assertThat(PolicyRule.parse("pin device display0 cma").concerns(REQUEST))
                .isFalse();
        assertThat(PolicyRule.parse("pin tag preview cma").concerns(REQUEST)).isTrue();
        assertThat(PolicyRule.parse("pin tag camera0 cma").concerns(REQUEST)).isFalse();
        assertThat(PolicyRule.parse("Forbid  ANY cma"))
                .isEqualTo(new PolicyRule(Kind.FORBID, Subject.ANY, "", "cma", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pin camera0 cma",
                "pin device cma",
                "keep any cma",
                "weigh any cma",
                "weigh any cma much",
                "weigh any cma 1001",
                "pin any cma,tiler",
                "pin any cma 5"
            })
    void shouldSayTheFormWhenWordsAreNoRule(String words) {
        assertThatThrownBy(() -> PolicyRule.parse(words)).isInstanceOf(IllegalArgumentException.class);
    }
}
