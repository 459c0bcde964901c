package org.entrepot.core.internal.collection;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.Buffers;

/** Takes all buffers of a collection; of those that it has when one cannot be had it keeps none. */
final class AllOrNothing {
    private final Buffers buffers;
    private final Account account;

    /**
     * Takes nothing yet.
     *
     * @param buffers where they are made
     * @param account who is charged
     */
    AllOrNothing(Buffers buffers, Account account) {
        this.buffers = buffers;
        this.account = account;
    }

    /** Takes buffers that are laid out the same way. */
    List<DmaBuf> take(MergedNeeds needs) {
        while (true) {
            List<DmaBuf> taken = once(needs);
            if (taken.stream().map(DmaBuf::layout).distinct().count() == 1) {
                return taken;
            }
            // A device or mapper came or went in between, and two plans laid them out.
            giveBack(taken);
        }
    }

    private List<DmaBuf> once(MergedNeeds needs) {
        List<DmaBuf> taken = new ArrayList<>(needs.buffers());
        boolean complete = false;
        try {
            while (taken.size() < needs.buffers()) {
                taken.add(buffers.allocate(needs.request(), account));
            }
            complete = true;
            return List.copyOf(taken);
        } catch (EntrepotException e) {
            throw taken.isEmpty() ? e : partly(e, taken.size(), needs.buffers());
        } finally {
            if (!complete) {
                giveBack(taken);
            }
        }
    }

    private static EntrepotException partly(EntrepotException why, int had, int wanted) {
        String message = "a collection gets all of its buffers or none: had=" + had + " of " + wanted
                + " and gave them back; then " + why.getMessage();
        if (why instanceof AllocationRefusedException refused) {
            AllocationRefusedException whole =
                    new AllocationRefusedException(refused.reason(), message, refused.explanation());
            whole.initCause(why);
            return whole;
        }
        return new EntrepotException(why.reason(), message, why);
    }

    /** Closes references, the newest first. */
    static void giveBack(List<DmaBuf> references) {
        for (int i = references.size() - 1; i >= 0; i--) {
            references.get(i).close();
        }
    }
}
