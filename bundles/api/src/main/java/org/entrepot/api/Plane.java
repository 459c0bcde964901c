package org.entrepot.api;

/**
 * Where one plane of an image lies in its buffer.
 *
 * @param offset bytes from the start of the buffer to the first row
 * @param stride bytes from one row to the next
 * @param rows rows, padding included
 */
public record Plane(long offset, int stride, int rows) {
    /** Checks that the plane lies in a buffer at all. */
    public Plane {
        if (offset < 0 || stride <= 0 || rows <= 0) {
            throw new IllegalArgumentException("a plane has an offset, a stride and rows: offset=" + offset + " stride="
                    + stride + " rows=" + rows);
        }
    }

    /** The first byte after the plane, as an offset in the buffer. */
    public long end() {
        return Math.addExact(offset, Math.multiplyExact((long) stride, rows));
    }
}
