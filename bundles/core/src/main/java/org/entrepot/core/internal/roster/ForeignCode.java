package org.entrepot.core.internal.roster;

import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * The one fence around code of other bundles: whatever it throws that the contract does not name comes out as one failure that
 * says whose it was. A bundle that was taken away in mid-call shows as a missing class, so linkage errors count.
 */
public final class ForeignCode {
    private ForeignCode() {}

    /**
     * Calls foreign code that answers.
     *
     * @param who the service and its name, for the message
     * @param call what to call
     */
    public static <T> T ask(String who, Supplier<T> call) {
        try {
            T answer = call.get();
            if (answer == null) {
                throw new EntrepotException(
                        Reason.IO, "a service answers: " + who + " answered null; tell its vendor, or disable it");
            }
            return answer;
        } catch (EntrepotException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a service keeps its contract: " + who + " threw " + e + "; tell its vendor, or disable it",
                    e);
        }
    }

    /**
     * Calls foreign code that does not answer.
     *
     * @param who the service and its name, for the message
     * @param call what to call
     */
    public static void tell(String who, Runnable call) {
        ask(who, () -> {
            call.run();
            return Boolean.TRUE;
        });
    }
}
