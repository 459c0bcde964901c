package org.entrepot.exporter.tiler.internal;

import org.entrepot.api.PixelFormat;

/**
 * How a container is addressed: which pixels a slot holds. After the geometry table of {@code omap_dmm_tiler.c}. A slot has 12
 * address bits, six for its columns and six for its rows where a pixel is one byte; wider pixels take bits away from both. In page
 * mode the pixel is the whole slot.
 */
public enum Mode {
    /** One byte a pixel, 64 x 64 pixels a slot: luma, or one colour difference. */
    EIGHT_BIT("8-bit", 0, 0, 0),
    /** Two bytes a pixel, 64 x 32 pixels a slot: a pair of colour differences. */
    SIXTEEN_BIT("16-bit", 1, 0, 1),
    /** Four bytes a pixel, 32 x 32 pixels a slot. */
    THIRTY_TWO_BIT("32-bit", 2, 1, 1),
    /** Slots as pages of plain bytes. */
    PAGE("page", 3, 6, 6);

    private static final int SLOT_BITS = 6;

    private final String words;
    private final int bits;
    private final int xShift;
    private final int yShift;

    Mode(String words, int bits, int xShift, int yShift) {
        this.words = words;
        this.bits = bits;
        this.xShift = xShift;
        this.yShift = yShift;
    }

    /**
     * The mode for a plane: that of its samples. Samples of three bytes are tiled byte by byte, since no mode has pixels of three;
     * such a picture has no view in which its columns lie otherwise ({@link PixelFormat#canBeSeen}).
     */
    public static Mode of(PixelFormat format, int plane) {
        return switch (format.sampleBytes(plane)) {
            case 1, 3 -> EIGHT_BIT;
            case 2 -> SIXTEEN_BIT;
            case 4 -> THIRTY_TWO_BIT;
            default ->
                throw new IllegalArgumentException("a sample has 1 to 4 bytes: format=" + format + " plane=" + plane
                        + " bytes=" + format.sampleBytes(plane) + "; teach the unit how to tile it");
        };
    }

    /** Its name, for people. */
    public String words() {
        return words;
    }

    /** The two bits by which an address names it. */
    int bits() {
        return bits;
    }

    /** The shift from pixels to bytes. */
    public int pixelShift() {
        return xShift + yShift;
    }

    /** Bytes of a pixel. */
    public int pixelBytes() {
        return 1 << pixelShift();
    }

    /** Pixels of a slot's row. */
    public int slotWidth() {
        return 1 << slotWidthBits();
    }

    /** Pixel rows of a slot. */
    public int slotHeight() {
        return 1 << slotHeightBits();
    }

    int slotWidthBits() {
        return SLOT_BITS - xShift;
    }

    int slotHeightBits() {
        return SLOT_BITS - yShift;
    }

    /** Bits of a pixel's column in the container. */
    int xBits() {
        return SlotMap.COLUMN_BITS + slotWidthBits();
    }

    /** Bits of a pixel's row in the container. */
    int yBits() {
        return SlotMap.ROW_BITS + slotHeightBits();
    }

    /** Pixels of the container's row. */
    public int containerWidth() {
        return 1 << xBits();
    }

    /** Pixel rows of the container. */
    public int containerHeight() {
        return 1 << yBits();
    }

    /** Bytes of a slot's row. */
    int slotRowBytes() {
        return slotWidth() << pixelShift();
    }
}
