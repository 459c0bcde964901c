package org.entrepot.api;

import java.util.ArrayList;
import java.util.List;

/**
 * An image in a buffer: the format that all its devices take, and planes whose strides and rows are padded as the strictest
 * of them needs.
 *
 * @param format of the pixels
 * @param width visible pixels of a row
 * @param height visible rows
 * @param planes where each plane lies, in the format's order, not overlapping
 * @param bytes from the start of the buffer to the end of the last plane
 */
public record ImageLayout(PixelFormat format, int width, int height, List<Plane> planes, long bytes) implements Layout {
    /** Checks that the planes hold the image and lie within the bytes. */
    public ImageLayout {
        planes = List.copyOf(planes);
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("an image has pixels: width=" + width + " height=" + height);
        }
        if (planes.size() != format.planes()) {
            throw new IllegalArgumentException(format + " has " + format.planes() + " planes: planes=" + planes.size());
        }
        long end = 0;
        for (int i = 0; i < planes.size(); i++) {
            checkPlane(format, width, height, i, planes.get(i), end);
            end = planes.get(i).end();
        }
        if (bytes < end) {
            throw new IllegalArgumentException("the planes end within the layout: end=" + end + " bytes=" + bytes);
        }
    }

    private static void checkPlane(
            PixelFormat format, int width, int height, int index, Plane plane, long previousEnd) {
        if (plane.offset() < previousEnd) {
            throw new IllegalArgumentException("planes follow each other: plane=" + index + " offset=" + plane.offset()
                    + " previousEnd=" + previousEnd);
        }
        if (plane.stride() < format.rowBytes(index, width) || plane.rows() < format.rows(index, height)) {
            throw new IllegalArgumentException("a plane holds its rows: plane=" + index + " stride=" + plane.stride()
                    + " rows=" + plane.rows() + " image=" + width + "x" + height + " " + format);
        }
    }

    /**
     * Lays an image out with each stride and each plane's offset a multiple of {@code strideAlignment} and the rows of its
     * first plane a multiple of {@code heightAlignment} (the other planes follow by the format's subsampling).
     *
     * @param format of the pixels
     * @param width visible pixels of a row, positive
     * @param height visible rows, positive
     * @param strideAlignment bytes, positive, not necessarily a power of two
     * @param heightAlignment rows, positive
     * @throws ArithmeticException if the image is too large to have a size
     */
    public static ImageLayout of(PixelFormat format, int width, int height, int strideAlignment, int heightAlignment) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("an image has pixels: width=" + width + " height=" + height);
        }
        int paddedHeight = roundUp(height, heightAlignment);
        List<Plane> planes = new ArrayList<>(format.planes());
        long end = 0;
        for (int i = 0; i < format.planes(); i++) {
            int stride = roundUp(format.rowBytes(i, width), strideAlignment);
            Plane plane = new Plane(end, stride, format.rows(i, paddedHeight));
            planes.add(plane);
            end = plane.end();
        }
        return new ImageLayout(format, width, height, planes, end);
    }

    private static int roundUp(int value, int multiple) {
        if (multiple <= 0) {
            throw new IllegalArgumentException("an alignment is positive: alignment=" + multiple);
        }
        return Math.multiplyExact(Math.addExact(value, multiple - 1) / multiple, multiple);
    }

    @Override
    public String toString() {
        return width + "x" + height + " " + format;
    }
}
