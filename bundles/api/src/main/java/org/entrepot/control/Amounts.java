package org.entrepot.control;

/**
 * What can be limited: how much of it is in use, or may be.
 *
 * @param bytes of open buffers
 * @param buffers that are open
 * @param mappings of buffers that devices have, each counted once however many share it
 */
public record Amounts(long bytes, long buffers, long mappings) {
    /** As a limit: none. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Checks that nothing is negative. */
    public Amounts {
        if (bytes < 0 || buffers < 0 || mappings < 0) {
            throw new IllegalArgumentException(
                    "an amount is not negative: bytes=" + bytes + " buffers=" + buffers + " mappings=" + mappings);
        }
    }
}
