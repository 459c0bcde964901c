package org.entrepot.exporter.iommu.internal;

import org.jspecify.annotations.Nullable;

/** How many mappings go through a unit, and what happens when the unit was given up and the last of them is closed. */
final class Tenancy {
    private long mappings;
    private boolean ending;
    private @Nullable Runnable afterwards;

    /** Counts a mapping; false if the unit was given up. */
    synchronized boolean tryEnter() {
        mappings += ending ? 0 : 1;
        return !ending;
    }

    /** Counts a mapping no longer. */
    void leave() {
        run(left());
    }

    private synchronized @Nullable Runnable left() {
        mappings--;
        return takeIfOver();
    }

    /** Lets nothing in any more, and does something when all have left; at once if none is in. */
    void end(Runnable last) {
        run(ended(last));
    }

    private synchronized @Nullable Runnable ended(Runnable last) {
        ending = true;
        afterwards = last;
        return takeIfOver();
    }

    private @Nullable Runnable takeIfOver() {
        Runnable due = ending && mappings == 0 ? afterwards : null;
        afterwards = due == null ? afterwards : null;
        return due;
    }

    private static void run(@Nullable Runnable due) {
        if (due != null) {
            due.run();
        }
    }

    /** How many mappings there are. */
    synchronized long mappings() {
        return mappings;
    }
}
