package org.entrepot.device;

/**
 * The conversion between the 4:2:0 formats and RGB that all devices here agree on: ITU-R BT.601, limited range, in integers so
 * that equal input gives equal output everywhere. Stateless.
 */
public final class YCbCr {
    private static final int BLACK = 16;
    private static final int NEUTRAL = 128;
    private static final int ROUND = 128;

    private YCbCr() {}

    /**
     * Converts a sample to red, green and blue.
     *
     * @param y luma, 0 to 255
     * @param cb blue difference, 0 to 255
     * @param cr red difference, 0 to 255
     * @return {@code 0x00RRGGBB}
     */
    public static int toRgb(int y, int cb, int cr) {
        int luma = 298 * (y - BLACK) + ROUND;
        int blueness = cb - NEUTRAL;
        int redness = cr - NEUTRAL;
        int red = clamp((luma + 409 * redness) >> 8);
        int green = clamp((luma - 100 * blueness - 208 * redness) >> 8);
        int blue = clamp((luma + 516 * blueness) >> 8);
        return red << 16 | green << 8 | blue;
    }

    /** The luma of a colour {@code 0x00RRGGBB}: 16 to 235. */
    public static int luma(int rgb) {
        return ((66 * red(rgb) + 129 * green(rgb) + 25 * blue(rgb) + ROUND) >> 8) + BLACK;
    }

    /** The blue difference of a colour {@code 0x00RRGGBB}: 16 to 240. */
    public static int blueDifference(int rgb) {
        return ((-38 * red(rgb) - 74 * green(rgb) + 112 * blue(rgb) + ROUND) >> 8) + NEUTRAL;
    }

    /** The red difference of a colour {@code 0x00RRGGBB}: 16 to 240. */
    public static int redDifference(int rgb) {
        return ((112 * red(rgb) - 94 * green(rgb) - 18 * blue(rgb) + ROUND) >> 8) + NEUTRAL;
    }

    private static int red(int rgb) {
        return rgb >> 16 & 0xff;
    }

    private static int green(int rgb) {
        return rgb >> 8 & 0xff;
    }

    private static int blue(int rgb) {
        return rgb & 0xff;
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
