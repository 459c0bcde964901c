package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.control.HeldRules;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.RuleStatus.Lasting;
import org.entrepot.core.internal.selection.Policy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class KeptPolicyTest {
    private static final PolicyRule PIN = PolicyRule.parse("pin device camera0 cma");
    private static final PolicyRule FORBID = PolicyRule.parse("forbid tag preview tiler");

    private final Kept configurations = new Kept();
    private final List<List<PolicyRule>> followed = new ArrayList<>();

    /** The configuration service of the test, with one configuration. */
    private static final class Kept {
        private @Nullable Object rules;
        private int updates;
        private boolean broken;

        ConfigurationAdmin service() {
            return Framework.calling(
                    ConfigurationAdmin.class,
                    (method, arguments) -> method.equals("getConfiguration")
                            ? Framework.calling(Configuration.class, this::answer)
                            : null);
        }

        private @Nullable Object answer(String method, Object[] arguments) throws IOException {
            if (method.equals("getProperties")) {
                return FrameworkUtil.asDictionary(
                        rules == null ? Map.of("other", "stays") : Map.of("other", "stays", "rules", rules));
            }
            if (broken) {
                throw new IOException("no space left");
            }
            Dictionary<?, ?> values = (Dictionary<?, ?>) arguments[0];
            assertThat(values.get("other")).isEqualTo("stays");
            rules = values.get("rules");
            updates++;
            return null;
        }
    }

    private KeptPolicy policy(String... rules) {
        KeptPolicy policy = Framework.policy(rules);
        configurations.rules = rules;
        policy.bindConfigurations(configurations.service());
        policy.follow((Policy now) -> followed.add(now.rules()));
        return policy;
    }

    @Test
    void shouldTellItsFollowerAtOnceWhenRulesAreConfigured() {
        policy("pin device camera0 cma, forbid tag preview tiler");

        assertThat(followed).containsExactly(List.of(PIN, FORBID));
    }

    @Test
    void shouldCountTheGoodRulesWhenOneIsBad() {
        KeptPolicy policy = policy("pin camera0", "forbid tag preview tiler");

        assertThat(followed).containsExactly(List.of(FORBID));

        policy.add(PIN);
        assertThat((String[]) configurations.rules)
                .containsExactly("pin camera0", "forbid tag preview tiler", "pin device camera0 cma");
    }

    @Test
    void shouldKeepARuleOnceWhenItIsAddedTwice() {
        KeptPolicy policy = policy();

        policy.add(PIN);
        policy.add(PIN);

        assertThat(configurations.updates).isEqualTo(1);
        assertThat(followed).containsExactly(List.of(), List.of(PIN));
        assertThat(policy.rules()).containsExactly(new RuleStatus(PIN, Lasting.KEPT));
    }

    @Test
    void shouldKeepARuleNoLongerWhenItIsRemovedHoweverItIsWritten() {
        KeptPolicy policy = policy("PIN  device camera0   cma", "forbid tag preview tiler");

        policy.remove(PIN);
        policy.remove(PIN);

        assertThat((String[]) configurations.rules).containsExactly("forbid tag preview tiler");
        assertThat(configurations.updates).isEqualTo(1);
        assertThat(followed).last().isEqualTo(List.of(FORBID));
    }

    @Test
    void shouldKeepRulesAsOneTextWhenThatIsHowTheyWereConfigured() {
        KeptPolicy policy = policy();
        configurations.rules = "forbid tag preview tiler";

        policy.add(PIN);

        assertThat(configurations.rules).isEqualTo("forbid tag preview tiler, pin device camera0 cma");
    }

    @Test
    void shouldGoByWhatTheServiceHasWhenItIsToldOfAnOlderState() {
        KeptPolicy policy = policy();
        policy.add(PIN);

        policy.modified(Framework.answering(PolicyConfig.class, Map.of("rules", new String[0])));

        assertThat(followed).last().isEqualTo(List.of(PIN));
    }

    @Test
    void shouldFollowItsConfigurationWhenThereIsNoServiceToAsk() {
        KeptPolicy policy = Framework.policy();
        policy.follow(now -> followed.add(now.rules()));

        policy.modified(Framework.answering(PolicyConfig.class, Map.of("rules", new String[] {FORBID.toString()})));

        assertThat(followed).containsExactly(List.of(), List.of(FORBID));
    }

    @Test
    void shouldAddHeldRulesBehindThoseKeptUntilTheyAreClosed() {
        KeptPolicy policy = policy("forbid tag preview tiler");

        HeldRules held = policy.hold(List.of(PIN, FORBID));
        assertThat(held.rules()).containsExactly(PIN, FORBID);
        assertThat(policy.rules())
                .extracting(RuleStatus::rule, RuleStatus::lasting)
                .containsExactly(tuple(FORBID, Lasting.KEPT), tuple(PIN, Lasting.HELD));
        held.close();
        held.close();

        assertThat(followed).containsExactly(List.of(FORBID), List.of(FORBID, PIN), List.of(FORBID));
        assertThat(configurations.updates).isZero();
    }

    @Test
    void shouldHoldARuleWhileAnyOfItsHoldersDoes() {
        KeptPolicy policy = policy();

        HeldRules first = policy.hold(List.of(PIN));
        HeldRules second = policy.hold(List.of(PIN));
        first.close();
        assertThat(followed).last().isEqualTo(List.of(PIN));
        second.close();

        assertThat(followed).last().isEqualTo(List.of());
    }

    @Test
    void shouldChangeNothingWhenARuleCannotBeKept() {
        KeptPolicy policy = policy("forbid tag preview tiler");
        configurations.broken = true;

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> policy.add(PIN))
                .withMessage("a rule can be kept: pid=org.entrepot.policy (no space left); see the log")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IO));
        assertThat(followed).containsExactly(List.of(FORBID));
    }

    @Test
    void shouldRefuseToKeepARuleWhenNothingKeepsConfigurations() {
        KeptPolicy policy = Framework.policy();

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> policy.add(PIN))
                .withMessageContaining("pid=org.entrepot.policy service=none")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void shouldTellNobodyOnceTheFollowerLeft() {
        KeptPolicy policy = policy();
        HeldRules held = policy.hold(List.of(PIN));

        policy.leave();
        held.close();

        assertThat(followed).last().isEqualTo(List.of(PIN));
    }
}
