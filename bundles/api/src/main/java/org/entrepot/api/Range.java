package org.entrepot.api;

/**
 * Values from a least to a most, both included. Two of them merge by intersection; one whose least is more than its most holds
 * nothing.
 *
 * @param least not negative
 * @param most not negative
 */
public record Range(long least, long most) {
    /** Holds every value. */
    public static final Range ANY = new Range(0, Long.MAX_VALUE);

    /** Checks that both ends are sizes. */
    public Range {
        if (least < 0 || most < 0) {
            throw new IllegalArgumentException("a range has sizes for ends: least=" + least + " most=" + most);
        }
    }

    /**
     * Reads {@code LEAST..MOST}, where either may be left out.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Range parse(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new IllegalArgumentException("a range is LEAST..MOST: range=" + text + "; write 64..4096, or 64..");
        }
        String least = text.substring(0, dots).strip();
        String most = text.substring(dots + 2).strip();
        try {
            return new Range(
                    least.isEmpty() ? 0 : Long.decode(least), most.isEmpty() ? Long.MAX_VALUE : Long.decode(most));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a range has whole numbers: range=" + text + "; write 64..4096", e);
        }
    }

    /** Whether a value lies within. */
    public boolean holds(long value) {
        return least <= value && value <= most;
    }

    /** What lies in both. */
    public Range and(Range other) {
        return new Range(Math.max(least, other.least), Math.min(most, other.most));
    }

    @Override
    public String toString() {
        return least + ".." + (most == Long.MAX_VALUE ? "" : most);
    }
}
