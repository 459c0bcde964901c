package org.entrepot.console.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.RuleStatus.Lasting;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command about the operator's policy. */
@Component(
        service = PolicyCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=policy"})
public final class PolicyCommands {
    private final ControlPlane control;

    /** Over the control plane. */
    @Activate
    public PolicyCommands(@Reference ControlPlane control) {
        this.control = control;
    }

    /** Lists the rules, adds one or removes one. */
    @Descriptor("the rules by which requests get their heap: lists them, adds one, or removes one")
    public Object policy(Object... words) {
        Arguments arguments = new Arguments("policy", words);
        List<String> given = List.copyOf(arguments.rest());
        if (given.isEmpty()) {
            return new Views.Rules(control.policy(), control.heaps(), control.devices());
        }
        return given.get(0).equals("remove") ? remove(arguments, given.subList(1, given.size())) : add(given);
    }

    private Views.Notice add(List<String> words) {
        PolicyRule rule = PolicyRule.parse(String.join(" ", words));
        control.addRule(rule);
        List<String> absent = PolicyDrawing.absent(rule, control.heaps(), control.devices());
        return new Views.Notice("from the next allocation on: " + rule
                + (absent.isEmpty() ? "" : "; " + String.join(", ", absent) + " now"));
    }

    private Views.Notice remove(Arguments arguments, List<String> words) {
        if (words.isEmpty()) {
            throw arguments.usage("a rule to remove is given by its number or its words: given=" + words);
        }
        List<RuleStatus> rules = control.policy();
        RuleStatus found = words.size() == 1
                ? numbered(arguments, words.get(0), rules)
                : worded(PolicyRule.parse(String.join(" ", words)), rules);
        if (found.lasting() == Lasting.HELD) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "a rule that is held ends with its holder: rule=" + found.rule()
                            + "; end what holds it, such as a run of the pipeline");
        }
        control.removeRule(found.rule());
        return new Views.Notice("no longer: " + found.rule());
    }

    private static RuleStatus numbered(Arguments arguments, String text, List<RuleStatus> rules) {
        long number = arguments.number("rule", text);
        if (number < 1 || number > rules.size()) {
            throw new EntrepotException(
                    Reason.UNKNOWN,
                    "a rule is one of those listed: rule=" + number + " of " + rules.size() + "; see dma:policy");
        }
        return rules.get((int) number - 1);
    }

    private static RuleStatus worded(PolicyRule rule, List<RuleStatus> rules) {
        return rules.stream()
                .filter(status -> status.rule().equals(rule))
                .findFirst()
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNKNOWN,
                        "a rule is one of those listed: rule=" + rule + ", listed are "
                                + rules.stream()
                                        .map(status -> status.rule().toString())
                                        .collect(Collectors.joining(", ", "[", "]"))
                                + "; see dma:policy"));
    }
}
