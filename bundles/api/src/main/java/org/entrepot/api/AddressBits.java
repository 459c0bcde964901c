package org.entrepot.api;

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
}
