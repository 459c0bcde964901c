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
        } catch (RuntimeException e) {
            failures.accept(e);
        } catch (Throwable e) {
            failures.accept(failure(e));
        }
        return false;
    }

    /** An error as the failure that it is for whoever goes on. */
    public static EntrepotException failure(Throwable error) {
        return new EntrepotException(
                Reason.IO, "a step of the engine ends without an error: threw=" + error + "; see the stack", error);
    }
}
