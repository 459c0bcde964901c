package org.entrepot.console.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.PolicyRule.Kind;
import org.entrepot.api.PolicyRule.Subject;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeapStatus.State;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.RuleStatus.Lasting;

/** Draws the operator's policy, each rule with what it finds here. */
final class PolicyDrawing {
    private PolicyDrawing() {}

    static String text(Views.Rules view) {
        if (view.all().isEmpty()) {
            return "no rule: the engine chooses among all heaps; see dma:help policy";
        }
        Table table = new Table("NO>", "RULE", "REQUESTS", "HEAP", "WEIGHT>", "UNTIL", "HERE NOW");
        int number = 0;
        for (RuleStatus status : view.all()) {
            PolicyRule rule = status.rule();
            table.row(
                    ++number,
                    rule.kind().name().toLowerCase(Locale.ROOT),
                    requests(rule),
                    rule.exporter(),
                    rule.kind() == Kind.WEIGH ? rule.weight() : "",
                    status.lasting() == Lasting.KEPT ? "removed" : "let go",
                    here(rule, view));
        }
        return table.toString();
    }

    private static String requests(PolicyRule rule) {
        return switch (rule.subject()) {
            case ANY -> "all";
            case DEVICE -> "for device " + rule.name();
            case TAG -> "with tag " + rule.name();
        };
    }

    private static String here(PolicyRule rule, Views.Rules view) {
        List<String> absent = absent(rule, view.heaps(), view.devices());
        boolean refuses = rule.kind() == Kind.PIN && heap(rule, view.heaps()).isPresent();
        return absent.isEmpty()
                ? "yes"
                : String.join(", ", absent) + (refuses ? ": what it concerns is refused unless another rule pins" : "");
    }

    /** What a rule names that is not here, or does not serve. */
    static List<String> absent(PolicyRule rule, List<HeapStatus> heaps, List<DeviceStatus> devices) {
        return Stream.concat(device(rule, devices).stream(), heap(rule, heaps).stream())
                .toList();
    }

    private static Optional<String> device(PolicyRule rule, List<DeviceStatus> devices) {
        boolean absent = rule.subject() == Subject.DEVICE
                && devices.stream().noneMatch(device -> device.name().equals(rule.name()));
        return absent ? Optional.of("device " + rule.name() + " is not here") : Optional.empty();
    }

    private static Optional<String> heap(PolicyRule rule, List<HeapStatus> heaps) {
        Set<State> states = heaps.stream()
                .filter(heap -> heap.name().equals(rule.exporter()))
                .map(HeapStatus::state)
                .collect(Collectors.toSet());
        if (states.contains(State.SERVING)) {
            return Optional.empty();
        }
        return Optional.of("heap " + rule.exporter() + absence(states));
    }

    private static String absence(Set<State> states) {
        if (states.contains(State.ISOLATED)) {
            return " is isolated";
        }
        return states.contains(State.DISABLED) ? " is disabled" : " is not here";
    }
}
