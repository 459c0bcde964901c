package org.entrepot.api;

import java.util.OptionalLong;

/** DMA masks of so many low bits. */
final class AddressBits {
    /** The name under which they are read. */
    static final String NAME = "addressBits";

    private static final int LEAST = 12;

    private AddressBits() {}

    static long mask(int bits) {
        if (bits < LEAST || bits > Long.SIZE) {
            throw new IllegalArgumentException("address bits are 12 to 64: addressBits=" + bits);
        }
        return bits == Long.SIZE ? -1L : (1L << bits) - 1;
    }

    static int read(Object plain) {
        try {
            return Integer.parseInt(String.valueOf(plain).strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("address bits are 12 to 64: addressBits=" + plain + "; write 32", e);
        }
    }

    /** The most bytes in a row between two addresses that are within a mask. */
    static long longest(long mask, long first, long last) {
        long low = mask & ~(mask + 1);
        long longest = 0;
        OptionalLong from = next(mask, first);
        // What is in reach are blocks of one length: only the first may be cut at its start, and only one at its end.
        for (int i = 0; i < 2 && from.isPresent() && Long.compareUnsigned(from.getAsLong(), last) <= 0; i++) {
            long end = from.getAsLong() | low;
            long upTo = Long.compareUnsigned(end, last) < 0 ? end : last;
            longest = Math.max(longest, bytes(from.getAsLong(), upTo));
            from = upTo == last ? OptionalLong.empty() : next(mask, end + 1);
        }
        return longest;
    }

    private static long bytes(long first, long last) {
        long beyond = last - first;
        return beyond < 0 || beyond == Long.MAX_VALUE ? Long.MAX_VALUE : beyond + 1;
    }

    /** The first address within a mask from one on, unsigned. */
    private static OptionalLong next(long mask, long from) {
        int above = Long.SIZE - Long.numberOfLeadingZeros(from & ~mask);
        if (above == 0) {
            return OptionalLong.of(from);
        }
        // It has one more bit above the highest one that is out of reach, and none below.
        long bit = above == Long.SIZE ? 0 : Long.lowestOneBit(mask & ~from & (-1L << above));
        return bit == 0 ? OptionalLong.empty() : OptionalLong.of((from & -bit) | bit);
    }
}
