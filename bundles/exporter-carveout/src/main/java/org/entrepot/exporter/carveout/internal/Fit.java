package org.entrepot.exporter.carveout.internal;

import java.util.Arrays;
import java.util.Locale;

/** By which rule a free run is chosen. */
enum Fit {
    /** {@link SegregatedFit}. */
    TLSF,
    /** {@link BitmapFit}, the first run that suits. */
    FIRST,
    /** {@link BitmapFit}, the shortest run that suits. */
    BEST;

    /**
     * A range by this rule.
     *
     * @param origin absolute number of its first page
     * @param pages how many it has
     */
    RunSpace over(long origin, int pages) {
        return switch (this) {
            case TLSF -> new SegregatedFit(origin, pages);
            case FIRST -> new BitmapFit(origin, pages, BitmapFit.Choice.FIRST);
            case BEST -> new BitmapFit(origin, pages, BitmapFit.Choice.BEST);
        };
    }

    /** The word for it in a configuration. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The rule of a configuration.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Fit of(String word) {
        return Arrays.stream(values())
                .filter(fit -> fit.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a value of " + CarveoutHeapConfig.PID
                        + " is one of those it can have: fit=" + word + "; set tlsf, first or best"));
    }
}
