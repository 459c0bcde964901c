package org.entrepot.api;

/** Common multiples of alignments. */
final class Multiples {
    private Multiples() {}

    /** The least common multiple of positive numbers; {@code most} if it would be more. */
    static long common(long a, long b, long most) {
        if (a == most || b == most) {
            return most;
        }
        long factor = a / divisor(a, b);
        return factor > most / b ? most : factor * b;
    }

    private static long divisor(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }
}
