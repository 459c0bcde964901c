package org.entrepot.emulation.internal.picture;

/** The figures 0 to 9 in five by seven points, so that a frame counter needs no fonts. */
final class Digits {
    static final int WIDTH = 5;
    static final int HEIGHT = 7;

    /** Five bits a row, the leftmost point highest, the top row first. */
    private static final long[] POINTS = {
        0b01110_10001_10011_10101_11001_10001_01110L,
        0b00100_01100_00100_00100_00100_00100_01110L,
        0b01110_10001_00001_00010_00100_01000_11111L,
        0b11111_00010_00100_00010_00001_10001_01110L,
        0b00010_00110_01010_10010_11111_00010_00010L,
        0b11111_10000_11110_00001_00001_10001_01110L,
        0b00110_01000_10000_11110_10001_10001_01110L,
        0b11111_00001_00010_00100_01000_01000_01000L,
        0b01110_10001_10001_01110_10001_10001_01110L,
        0b01110_10001_10001_01111_00001_00010_01100L,
    };

    private Digits() {}

    static boolean isSet(int digit, int x, int y) {
        return (POINTS[digit] >> (WIDTH * HEIGHT - 1 - (y * WIDTH + x)) & 1) == 1;
    }
}
