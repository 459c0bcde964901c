package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.control.RuleStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCommandsTest {
    private static final PolicyRule PIN = PolicyRule.parse("pin device camera0 plenty");

    private final TestMachine machine = new TestMachine();
    private final PolicyCommands commands = new PolicyCommands(machine);

    private String policy(String words) {
        return String.valueOf(Drawing.text(commands.policy((Object[]) words.split(" ", -1))));
    }

    private List<PolicyRule> rules() {
        return machine.policy().stream().map(RuleStatus::rule).toList();
    }

    @Test
    void shouldSayThatTheEngineChoosesWhenThereIsNoRule() {
        assertThat(Drawing.text(commands.policy()))
                .isEqualTo("no rule: the engine chooses among all heaps; see dma:help policy");
    }

    @Test
    void shouldListEachRuleWithWhatIsHere() {
        machine.addRule(PIN);
        machine.addRule(PolicyRule.parse("pin tag preview tiler"));
        machine.addRule(PolicyRule.parse("forbid device gone0 plenty"));
        machine.hold(List.of(PolicyRule.parse("weigh any plenty -5")));

        assertThat(Drawing.text(commands.policy())).isEqualTo("""
                        NO  RULE    REQUESTS            HEAP    WEIGHT  UNTIL    HERE NOW
                         1  pin     for device camera0  plenty          removed  yes
                         2  pin     with tag preview    tiler           removed  heap tiler is not here: \
                        what it concerns is refused unless another rule pins
                         3  forbid  for device gone0    plenty          removed  device gone0 is not here
                         4  weigh   all                 plenty      -5  let go   yes""");
    }

    @Test
    void shouldAddARuleWhenItIsTyped() {
        assertThat(policy("pin device camera0 plenty"))
                .isEqualTo("from the next allocation on: pin device camera0 plenty");
        assertThat(rules()).containsExactly(PIN);
    }

    @Test
    void shouldSayWhatIsNotHereWhenARuleIsAdded() {
        assertThat(policy("forbid device gone0 tiler"))
                .isEqualTo("from the next allocation on: forbid device gone0 tiler; "
                        + "device gone0 is not here, heap tiler is not here now");
    }

    @Test
    void shouldRemoveARuleByItsNumberOrItsWords() {
        policy("weigh any plenty 10");
        policy("pin device camera0 plenty");

        assertThat(policy("remove 1")).isEqualTo("no longer: weigh any plenty 10");
        assertThat(policy("remove pin device camera0 plenty")).isEqualTo("no longer: pin device camera0 plenty");
        assertThat(rules()).isEmpty();
    }

    @Test
    void shouldLeaveARuleToItsHolderWhenItIsHeld() {
        machine.hold(List.of(PIN));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> policy("remove 1"))
                .withMessageContaining("rule=pin device camera0 plenty")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        assertThat(rules()).containsExactly(PIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove 0", "remove 2", "remove pin any plenty"})
    void shouldSayWhatIsListedWhenARuleToRemoveIsNot(String words) {
        machine.addRule(PIN);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> policy(words))
                .withMessageContaining("see dma:policy")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"remove", "remove first", "pin camera0 plenty", "keep any plenty", "weigh any plenty", "list"})
    void shouldRefuseWhenTheWordsAreNoRule(String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy(words)).withMessageContaining("=");
        assertThat(rules()).isEmpty();
    }
}
