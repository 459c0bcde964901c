package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a trial counts as the driver's refusal. */
class TrialTest {
    private static Trial failing(Reason reason) {
        return memory -> {
            throw new EntrepotException(reason, "a driver can use the memory: errno=14 (EFAULT)");
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "UNSUPPORTED"})
    void shouldTakeARefusalForAnOutcome(Reason reason) {
        Trial.Outcome outcome = failing(reason).outcome(Memory.FILE);

        assertThat(outcome.arrived()).isFalse();
        assertThat(outcome.words()).isEqualTo("`EFAULT`");
    }

    /** It would agree with each cell in which the engine refuses. */
    @Test
    void shouldNotTakeAFailureForARefusal() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> failing(Reason.IO).outcome(Memory.FILE));
    }
}
