package org.entrepot.api;

/**
 * What devices want of the layout of an image beyond its pixels.
 *
 * @param strideAlignment each stride is a multiple of this, in bytes; positive
 * @param offsetAlignment each plane starts at a multiple of this, in bytes; positive
 * @param heightAlignment the rows of the first plane are a multiple of this; positive
 * @param rows at least so many rows behind the visible ones of the first plane; not negative
 * @param bytes so many bytes behind the last plane; not negative
 */
public record ImagePadding(int strideAlignment, long offsetAlignment, int heightAlignment, int rows, long bytes) {
    /** Nothing beyond the pixels. */
    public static final ImagePadding NONE = new ImagePadding(1, 1, 1, 0, 0);

    /** Checks that alignments are positive and paddings not negative. */
    public ImagePadding {
        if (strideAlignment <= 0 || offsetAlignment <= 0 || heightAlignment <= 0) {
            throw new IllegalArgumentException("an alignment is positive: strideAlignment=" + strideAlignment
                    + " offsetAlignment=" + offsetAlignment + " heightAlignment=" + heightAlignment);
        }
        if (rows < 0 || bytes < 0) {
            throw new IllegalArgumentException("padding is not negative: rows=" + rows + " bytes=" + bytes);
        }
    }

    /** Only strides and heights. */
    public static ImagePadding aligned(int strideAlignment, int heightAlignment) {
        return new ImagePadding(strideAlignment, 1, heightAlignment, 0, 0);
    }
}
