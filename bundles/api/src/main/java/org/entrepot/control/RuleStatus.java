package org.entrepot.control;

import org.entrepot.api.PolicyRule;

/**
 * One rule of the policy that holds.
 *
 * @param rule what it says
 * @param lasting until when it holds
 */
public record RuleStatus(PolicyRule rule, Lasting lasting) {
    /** Until when a rule holds. */
    public enum Lasting {
        /** Until it is removed: it is in the configuration. */
        KEPT,
        /** Until whoever holds it lets go of it, or the engine stops. */
        HELD
    }
}
