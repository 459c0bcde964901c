package org.entrepot.api;

import java.util.ArrayList;
import java.util.List;

/**
 * An image in a buffer: the format that all its devices take, and planes whose strides and rows are padded as the strictest
 * of them needs.
 *
 * @param format of the pixels
 * @param modifier how they lie in memory; but for {@link Modifier#LINEAR} strides and rows say how much room a plane takes, and
 *     only its devices know where a pixel is
 * @param width visible pixels of a row
 * @param height visible rows
 * @param planes where each plane lies, in the format's order, not overlapping
 * @param bytes from the start of the buffer to the end of the last plane
 */
public record ImageLayout(PixelFormat format, Modifier modifier, int width, int height, List<Plane> planes, long bytes)
        implements Layout {
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
            end = endOfPixels(format, width, i, planes.get(i));
        }
        if (bytes < end) {
            throw new IllegalArgumentException("the planes end within the layout: end=" + end + " bytes=" + bytes);
        }
    }

    /** The last row needs its pixels only: a plane whose padding is in front of its rows has none behind the last. */
    private static long endOfPixels(PixelFormat format, int width, int index, Plane plane) {
        return plane.offset() + (long) plane.stride() * (plane.rows() - 1) + format.rowBytes(index, width);
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

    /** A linear image. */
    public ImageLayout(PixelFormat format, int width, int height, List<Plane> planes, long bytes) {
        this(format, Modifier.LINEAR, width, height, planes, bytes);
    }

    /**
     * Lays a linear image out with each stride and each plane's offset a multiple of {@code strideAlignment} and the rows of its
     * first plane a multiple of {@code heightAlignment} (the other planes follow by the format's subsampling).
     *
     * @throws ArithmeticException if the image is too large to have a size
     */
    public static ImageLayout of(PixelFormat format, int width, int height, int strideAlignment, int heightAlignment) {
        return of(format, Modifier.LINEAR, width, height, ImagePadding.aligned(strideAlignment, heightAlignment));
    }

    /**
     * Lays an image out, padded as devices want it. What is said of rows is said of the first plane; the others follow by the
     * format's subsampling.
     *
     * @param format of the pixels
     * @param modifier how they lie in memory
     * @param width visible pixels of a row, positive
     * @param height visible rows, positive
     * @param padding beyond the pixels
     * @throws ArithmeticException if the image is too large to have a size
     */
    public static ImageLayout of(PixelFormat format, Modifier modifier, int width, int height, ImagePadding padding) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("an image has pixels: width=" + width + " height=" + height);
        }
        int rows = roundUp(Math.addExact(height, padding.rows()), padding.heightAlignment());
        List<Plane> planes = new ArrayList<>(format.planes());
        long end = 0;
        for (int i = 0; i < format.planes(); i++) {
            int stride = roundUp(format.rowBytes(i, width), padding.strideAlignment());
            Plane plane = new Plane(roundUp(end, padding.offsetAlignment()), stride, format.rows(i, rows));
            planes.add(plane);
            end = plane.end();
        }
        return new ImageLayout(format, modifier, width, height, planes, Math.addExact(end, padding.bytes()));
    }

    /**
     * The same bytes as a device sees them that looks at the image in an orientation: padding is part of the picture that is
     * turned, so that it may come to lie in front of a plane's rows. Each plane keeps its bytes of the buffer.
     *
     * @param orientation in which the device sees the image
     * @throws IllegalArgumentException if the format cannot be seen so, or if samples are reordered and a stride is not a whole
     *     number of them
     */
    public ImageLayout seen(Orientation orientation) {
        if (orientation == Orientation.ROTATE_0) {
            return this;
        }
        if (!format.canBeSeen(orientation)) {
            throw new IllegalArgumentException("a view reorders samples, not what is within one: format=" + format
                    + " orientation=" + orientation + "; ask for another format, such as NV12");
        }
        List<Plane> turned = new ArrayList<>(planes.size());
        for (int i = 0; i < planes.size(); i++) {
            turned.add(turned(i, orientation));
        }
        boolean swaps = orientation.swapsAxes();
        return new ImageLayout(format, modifier, swaps ? height : width, swaps ? width : height, turned, bytes);
    }

    private Plane turned(int index, Orientation orientation) {
        Plane plane = planes.get(index);
        int sample = format.sampleBytes(index);
        if ((orientation.swapsAxes() || orientation.reversesColumns()) && plane.stride() % sample != 0) {
            throw new IllegalArgumentException("columns are reordered sample by sample: stride=" + plane.stride()
                    + " sample=" + sample + " plane=" + index + "; ask for strides of whole samples");
        }
        int columns = plane.stride() / sample;
        int leftOut = orientation.reversesColumns() ? columns - format.rowBytes(index, width) / sample : 0;
        int aboveOut = orientation.reversesRows() ? plane.rows() - format.rows(index, height) : 0;
        return orientation.swapsAxes()
                ? behind(plane.offset(), plane.rows() * sample, columns, leftOut, aboveOut * sample)
                : behind(plane.offset(), plane.stride(), plane.rows(), aboveOut, leftOut * sample);
    }

    /** A plane without the padding in front: so many whole rows, and so many bytes of each row. */
    private static Plane behind(long offset, int stride, int rows, int rowsInFront, int bytesInFront) {
        return new Plane(offset + (long) rowsInFront * stride + bytesInFront, stride, rows - rowsInFront);
    }

    private static int roundUp(int value, int multiple) {
        return Math.toIntExact(roundUp((long) value, multiple));
    }

    private static long roundUp(long value, long multiple) {
        return Math.multiplyExact(Math.addExact(value, multiple - 1) / multiple, multiple);
    }

    @Override
    public String toString() {
        return width + "x" + height + " " + format + (modifier.equals(Modifier.LINEAR) ? "" : "/" + modifier);
    }
}
