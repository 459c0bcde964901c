package org.entrepot.api;

/**
 * How a device sees an image that lies in memory: turned, mirrored, or both. Named as DRM names plane rotation ({@code
 * DRM_MODE_ROTATE_90}, {@code DRM_MODE_REFLECT_X}), but turned clockwise. Only memory with views of its own, such as a tiling
 * unit's, offers more than {@link #ROTATE_0}.
 *
 * <p>With {@code W} columns and {@code H} rows in memory, the pixel that the device sees at {@code (x, y)} is the one that lies
 * at the place given for each constant.
 */
public enum Orientation {
    /** As it lies: {@code (x, y)}. */
    ROTATE_0(false, false, false),
    /** A quarter turn clockwise: {@code (y, H - 1 - x)}. */
    ROTATE_90(true, false, true),
    /** Upside down: {@code (W - 1 - x, H - 1 - y)}. */
    ROTATE_180(false, true, true),
    /** A quarter turn counter-clockwise: {@code (W - 1 - y, x)}. */
    ROTATE_270(true, true, false),
    /** Columns reversed: {@code (W - 1 - x, y)}. */
    REFLECT_X(false, true, false),
    /** Rows reversed: {@code (x, H - 1 - y)}. */
    REFLECT_Y(false, false, true),
    /** Columns and rows exchanged: {@code (y, x)}. */
    TRANSPOSE(true, false, false),
    /** Exchanged and upside down: {@code (W - 1 - y, H - 1 - x)}. */
    TRANSVERSE(true, true, true);

    private final boolean swapsAxes;
    private final boolean reversesColumns;
    private final boolean reversesRows;

    Orientation(boolean swapsAxes, boolean reversesColumns, boolean reversesRows) {
        this.swapsAxes = swapsAxes;
        this.reversesColumns = reversesColumns;
        this.reversesRows = reversesRows;
    }

    /** Whether the columns in memory are the rows that the device sees. */
    public boolean swapsAxes() {
        return swapsAxes;
    }

    /** Whether the columns in memory are gone through from the last to the first. */
    public boolean reversesColumns() {
        return reversesColumns;
    }

    /** Whether the rows in memory are gone through from the last to the first. */
    public boolean reversesRows() {
        return reversesRows;
    }
}
