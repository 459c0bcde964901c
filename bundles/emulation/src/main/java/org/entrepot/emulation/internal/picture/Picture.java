package org.entrepot.emulation.internal.picture;

/**
 * A 4:2:0 picture inside a device, its planes without padding: luma, Cb, Cr. Not for use by several threads.
 */
public final class Picture {
    private final int width;
    private final int height;
    private final byte[] luma;
    private final byte[] blueDifference;
    private final byte[] redDifference;

    /**
     * A picture of a size, all zero.
     *
     * @param width pixels, positive
     * @param height rows, positive
     */
    public Picture(int width, int height) {
        this.width = width;
        this.height = height;
        this.luma = new byte[Math.multiplyExact(width, height)];
        this.blueDifference = new byte[chromaWidth() * chromaHeight()];
        this.redDifference = new byte[chromaWidth() * chromaHeight()];
    }

    /** Pixels of a row. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Chroma samples of a row. */
    public int chromaWidth() {
        return (width + 1) / 2;
    }

    /** Rows of chroma samples. */
    public int chromaHeight() {
        return (height + 1) / 2;
    }

    /** The luma plane, row by row; not a copy. */
    public byte[] luma() {
        return luma;
    }

    /** The Cb plane, row by row; not a copy. */
    public byte[] blueDifference() {
        return blueDifference;
    }

    /** The Cr plane, row by row; not a copy. */
    public byte[] redDifference() {
        return redDifference;
    }

    /**
     * Copies a part of this picture.
     *
     * @param target receives as much as it is large
     * @param left even
     * @param top even
     */
    public void crop(Picture target, int left, int top) {
        cropPlane(luma, width, target.luma, target.width, target.height, left, top);
        int x = left / 2;
        int y = top / 2;
        cropPlane(
                blueDifference,
                chromaWidth(),
                target.blueDifference,
                target.chromaWidth(),
                target.chromaHeight(),
                x,
                y);
        cropPlane(
                redDifference, chromaWidth(), target.redDifference, target.chromaWidth(), target.chromaHeight(), x, y);
    }

    private static void cropPlane(byte[] from, int stride, byte[] to, int width, int height, int left, int top) {
        for (int row = 0; row < height; row++) {
            System.arraycopy(from, (top + row) * stride + left, to, row * width, width);
        }
    }
}
