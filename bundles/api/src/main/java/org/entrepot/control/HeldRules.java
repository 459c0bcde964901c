package org.entrepot.control;

import java.util.List;
import org.entrepot.api.PolicyRule;
import org.osgi.annotation.versioning.ProviderType;

/** Rules of the policy that hold until they are closed, by whoever asked for them. */
@ProviderType
public interface HeldRules extends AutoCloseable {
    /** The rules. */
    List<PolicyRule> rules();

    /** Lets go of them: the next allocation goes without. A rule that is kept, or held by another too, stays. Idempotent. */
    @Override
    void close();
}
