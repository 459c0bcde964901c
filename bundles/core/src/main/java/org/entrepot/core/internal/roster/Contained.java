package org.entrepot.core.internal.roster;

import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * One step of several that all have to be done: what it fails with is told, and keeps nobody from the next. Errors count: a class that is
 * missing because its bundle left, and a stack that ran over, end one step as any other failure does.
 */
public final class Contained {
    private Contained() {}

    /**
     * Does a step.
     *
     * @param failures told what it fails with
     * @return whether it was done
     */
    public static boolean run(Runnable step, Consumer<RuntimeException> failures) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            failures.accept(failure(e));
        }
        return false;
    }

    /** What was thrown as the failure that it is for whoever goes on. */
    public static RuntimeException failure(Throwable thrown) {
        return thrown instanceof RuntimeException e
                ? e
                : new EntrepotException(
                        Reason.IO,
                        "a step of the engine ends without an error: threw=" + thrown + "; see the stack",
                        thrown);
    }
}
