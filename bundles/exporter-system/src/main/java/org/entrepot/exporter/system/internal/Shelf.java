package org.entrepot.exporter.system.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Freed backing in the order it was freed. Few pieces, so that looking through all of them is cheap. Used under the cache's lock. */
final class Shelf {
    private final List<Kept> kept = new ArrayList<>();
    private long bytes;

    /**
     * Backing that is kept.
     *
     * @param backing retired, or ready for the next buffer
     * @param freedAt when, in nanoseconds of {@link System#nanoTime}
     */
    record Kept(Backing backing, long freedAt) {}

    long bytes() {
        return bytes;
    }

    long readyBytes() {
        return kept.stream()
                .map(Kept::backing)
                .filter(Backing::isReady)
                .mapToLong(Backing::bytes)
                .sum();
    }

    int size() {
        return kept.size();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Puts backing in at its age. */
    void put(Kept freed) {
        int index = kept.size();
        while (index > 0 && kept.get(index - 1).freedAt() - freed.freedAt() > 0) {
            index--;
        }
        kept.add(index, freed);
        bytes += freed.backing().bytes();
    }

    /** What was freed the longest ago. */
    @Nullable
    Kept oldest() {
        return kept.isEmpty() ? null : kept.get(0);
    }

    /** The latest freed of what suits, ready before retired. */
    @Nullable
    Kept latest(Predicate<Backing> suits) {
        Kept best = null;
        for (int i = kept.size() - 1; i >= 0 && (best == null || !best.backing().isReady()); i--) {
            Kept next = kept.get(i);
            boolean better = best == null || next.backing().isReady();
            best = better && suits.test(next.backing()) ? next : best;
        }
        return best;
    }

    void remove(Kept gone) {
        if (kept.remove(gone)) {
            bytes -= gone.backing().bytes();
        }
    }
}
