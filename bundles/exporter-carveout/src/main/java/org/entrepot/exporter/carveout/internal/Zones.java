package org.entrepot.exporter.carveout.internal;

/**
 * The parts into which the powers of two divide a range: whoever reaches so many address bits reaches whole zones.
 *
 * @param origin absolute number of the range's first page
 * @param lowest bits of that number
 * @param count how many zones there are
 */
record Zones(long origin, int lowest, int count) {
    /** The zones of a range. */
    static Zones of(long origin, int pages) {
        int lowest = bits(origin);
        return new Zones(origin, lowest, bits(origin + pages - 1) - lowest + 1);
    }

    private static int bits(long page) {
        return Long.SIZE - Long.numberOfLeadingZeros(page);
    }

    /** In which zone a page is, counted from the start of the range. */
    int of(int page) {
        return count == 1 ? 0 : bits(origin + page) - lowest;
    }
}
