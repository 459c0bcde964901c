package org.entrepot.pipeline.internal;

import java.nio.ByteBuffer;
import org.entrepot.api.Orientation;
import org.entrepot.api.Plane;

/** What a device sees of a plane of 32-bit pixels in an orientation, padding included, pixel by pixel. */
final class TestView {
    private static final int PIXEL = 4;

    private TestView() {}

    static ByteBuffer turned(ByteBuffer memory, Plane plane, Orientation orientation) {
        int columns = plane.stride() / PIXEL;
        int rows = plane.rows();
        int width = orientation.swapsAxes() ? rows : columns;
        int height = orientation.swapsAxes() ? columns : rows;
        ByteBuffer seen = ByteBuffer.allocate(memory.capacity());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = orientation.swapsAxes() ? y : x;
                int row = orientation.swapsAxes() ? x : y;
                int fromColumn = orientation.reversesColumns() ? columns - 1 - column : column;
                int fromRow = orientation.reversesRows() ? rows - 1 - row : row;
                seen.putInt(PIXEL * (y * width + x), memory.getInt(fromRow * plane.stride() + PIXEL * fromColumn));
            }
        }
        return seen;
    }
}
