package org.entrepot.exporter.tiler.internal;

import org.entrepot.api.Orientation;

/**
 * The bits of an address of the TILER, after {@code tiler_get_address} of {@code omap_dmm_tiler.c}:
 *
 * <pre>
 *  31 30 29   28 27   26 .. 0
 *  S  Y  X    mode    pixel coordinates, shifted left by the mode's pixel size
 *
 *  S    columns and rows exchanged:  (x &lt;&lt; y bits) + y  instead of  (y &lt;&lt; x bits) + x
 *  Y    rows counted from the container's last
 *  X    columns counted from the container's last
 *  mode 0 8-bit, 1 16-bit, 2 32-bit, 3 page
 * </pre>
 *
 * The view's bits are those of the {@link Orientation} that a device sees when it goes from address to address: 000 is {@code
 * ROTATE_0}, 110 {@code ROTATE_90}, 011 {@code ROTATE_180}, 101 {@code ROTATE_270}; 001 reflects columns, 010 rows, 100 is {@code
 * TRANSPOSE}, 111 {@code TRANSVERSE}.
 */
public final class TilerAddressLayout {
    /** Bytes of one mode in one view: the container. */
    static final long MODE_BYTES = 1L << 27;

    /** Bytes of one view: four modes. */
    static final long VIEW_BYTES = 1L << 29;

    /** Bytes of all eight views. */
    static final long ALL_BYTES = 1L << 32;

    private static final int MODE_SHIFT = 27;
    private static final int MODE_MASK = 3;
    private static final int VIEW_SHIFT = 29;
    private static final int VIEW_MASK = 7;
    private static final int SWAP = 4;
    private static final int Y_INVERT = 2;
    private static final int X_INVERT = 1;
    private static final Mode[] MODES = Mode.values();

    private TilerAddressLayout() {}

    /** The three bits S, Y, X of the view in which a device sees an image in an orientation. */
    public static int view(Orientation orientation) {
        return (orientation.swapsAxes() ? SWAP : 0)
                | (orientation.reversesRows() ? Y_INVERT : 0)
                | (orientation.reversesColumns() ? X_INVERT : 0);
    }

    /**
     * The address of a pixel.
     *
     * @param mode in which the container is addressed
     * @param view bits S, Y, X
     * @param x column of the container in pixels
     * @param y row of the container in pixels
     */
    public static long address(Mode mode, int view, int x, int y) {
        long column = x ^ (inverts(view, X_INVERT) ? mode.containerWidth() - 1 : 0);
        long row = y ^ (inverts(view, Y_INVERT) ? mode.containerHeight() - 1 : 0);
        long pixel = swaps(view) ? (column << mode.yBits()) + row : (row << mode.xBits()) + column;
        return ((long) view << VIEW_SHIFT) | ((long) mode.bits() << MODE_SHIFT) | (pixel << mode.pixelShift());
    }

    /** The mode of an address. */
    public static Mode mode(long address) {
        return MODES[(int) (address >> MODE_SHIFT) & MODE_MASK];
    }

    /** The bits S, Y, X of an address. */
    public static int view(long address) {
        return (int) (address >> VIEW_SHIFT) & VIEW_MASK;
    }

    /** Which column of the container, in pixels, an address leads to. */
    public static int x(long address) {
        Mode mode = mode(address);
        int pixel = pixel(mode, address);
        int column = swaps(view(address)) ? pixel >> mode.yBits() : pixel & (mode.containerWidth() - 1);
        return column ^ (inverts(view(address), X_INVERT) ? mode.containerWidth() - 1 : 0);
    }

    /** Which row of the container, in pixels, an address leads to. */
    public static int y(long address) {
        Mode mode = mode(address);
        int pixel = pixel(mode, address);
        int row = swaps(view(address)) ? pixel & (mode.containerHeight() - 1) : pixel >> mode.xBits();
        return row ^ (inverts(view(address), Y_INVERT) ? mode.containerHeight() - 1 : 0);
    }

    /** Bytes from one row that a device sees to the next. */
    public static long pitch(Mode mode, int view) {
        return (swaps(view) ? (long) mode.containerHeight() : mode.containerWidth()) << mode.pixelShift();
    }

    /** Whether going from address to address goes down the container's columns. */
    static boolean swaps(int view) {
        return (view & SWAP) != 0;
    }

    /** Whether going from address to address goes from a higher row or column of the container to a lower. */
    static boolean runsBackwards(int view) {
        return inverts(view, swaps(view) ? Y_INVERT : X_INVERT);
    }

    private static boolean inverts(int view, int bit) {
        return (view & bit) != 0;
    }

    private static int pixel(Mode mode, long address) {
        return (int) (address & (MODE_BYTES - 1)) >> mode.pixelShift();
    }
}
