package org.entrepot.core.internal.fence;

import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;

/**
 * The fence around callbacks of other bundles: whatever one throws is told, and stops nobody else's. A bundle that was taken away shows as
 * a missing class, so that errors count.
 */
final class Callbacks {
    private Callbacks() {}

    /**
     * Calls back.
     *
     * @param failures told what the callback throws
     */
    static void tell(Consumer<Fence> callback, Fence fence, Consumer<RuntimeException> failures) {
        try {
            callback.accept(fence);
        } catch (RuntimeException e) {
            failures.accept(e);
        } catch (Throwable e) {
            failures.accept(new EntrepotException(
                    Reason.IO,
                    "a callback of a fence throws nothing: fence=" + fence + " threw=" + e
                            + "; look at the bundle that registered it",
                    e));
        }
    }
}
