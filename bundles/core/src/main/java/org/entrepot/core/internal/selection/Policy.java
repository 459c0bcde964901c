package org.entrepot.core.internal.selection;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraint;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.PolicyRule.Kind;

/** The operator's rules as they stand at one moment, each once and in their order. Immutable. */
public final class Policy {
    /** The policy of an operator who leaves every choice to the engine. */
    public static final Policy NONE = new Policy(List.of());

    private static final String OPERATOR = "operator";

    private final List<PolicyRule> rules;

    private Policy(List<PolicyRule> rules) {
        this.rules = rules;
    }

    /** A policy of these rules; one that is named twice counts once. */
    public static Policy of(List<PolicyRule> rules) {
        return rules.isEmpty() ? NONE : new Policy(List.copyOf(new LinkedHashSet<>(rules)));
    }

    /** Its rules. */
    public List<PolicyRule> rules() {
        return rules;
    }

    /** What of it concerns a request. */
    Policy concerning(AllocationRequest request) {
        return rules.isEmpty()
                ? NONE
                : of(rules.stream().filter(rule -> rule.concerns(request)).toList());
    }

    /** Why an exporter may not serve whom the rules concern; empty if it may. A rule that forbids beats one that pins. */
    Optional<Refusal> refusal(String exporter) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        return rules.stream()
                .filter(rule -> rule.kind() == Kind.FORBID && rule.exporter().equals(exporter))
                .map(rule -> refusal("another (" + rule + ")", exporter))
                .findFirst()
                .or(() -> notPinned(exporter));
    }

    private Optional<Refusal> notPinned(String exporter) {
        List<PolicyRule> pins =
                rules.stream().filter(rule -> rule.kind() == Kind.PIN).toList();
        if (pins.isEmpty() || pins.stream().anyMatch(pin -> pin.exporter().equals(exporter))) {
            return Optional.empty();
        }
        String pinned = pins.stream().map(PolicyRule::exporter).distinct().collect(Collectors.joining(" or "));
        String why = pins.stream().map(PolicyRule::toString).collect(Collectors.joining("; "));
        return Optional.of(refusal(pinned + " (" + why + ")", exporter));
    }

    private static Refusal refusal(String wanted, String exporter) {
        return new Refusal(Constraint.POLICY, wanted, exporter, OPERATOR);
    }

    /** What the rules add to an exporter's cost. */
    int weight(String exporter) {
        // Most operators have no rules, and a plan asks for each exporter.
        return rules.isEmpty()
                ? 0
                : rules.stream()
                        .filter(rule -> rule.exporter().equals(exporter))
                        .mapToInt(PolicyRule::weight)
                        .sum();
    }
}
