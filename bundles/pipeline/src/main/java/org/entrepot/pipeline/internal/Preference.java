package org.entrepot.pipeline.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.PolicyRule.Kind;
import org.entrepot.api.PolicyRule.Subject;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeldRules;
import org.entrepot.pipeline.Pipeline;

/**
 * The heap that a run prefers, by rules about its own requests that hold while it runs: others are not disturbed. Closing lets go of
 * them; after that nothing is preferred any more.
 */
final class Preference implements AutoCloseable {
    private static final int FIRST = -1000;
    private static final int LAST = 1000;

    private final ControlPlane control;
    private Optional<HeldRules> held = Optional.empty();
    private boolean closed;

    Preference(ControlPlane control) {
        this.control = control;
    }

    /**
     * Prefers another heap from now on. Where it cannot serve the next best does, and whoever leaves only if there is no other.
     *
     * @param heap that shall serve
     * @param leaving heap that shall serve no longer
     */
    synchronized void become(String heap, Optional<String> leaving) {
        if (closed) {
            return;
        }
        List<PolicyRule> rules = new ArrayList<>();
        rules.add(weigh(heap, FIRST));
        leaving.ifPresent(last -> rules.add(weigh(last, LAST)));
        HeldRules next = control.hold(rules);
        held.ifPresent(HeldRules::close);
        held = Optional.of(next);
    }

    private static PolicyRule weigh(String heap, int weight) {
        return new PolicyRule(Kind.WEIGH, Subject.TAG, Pipeline.TAG, heap, weight);
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.ifPresent(HeldRules::close);
        held = Optional.empty();
    }
}
