package org.entrepot.api;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a device cannot do: the limits that memory must respect to be usable by it. Corresponds to the kernel's DMA mask and
 * {@code struct device_dma_parameters} ({@code include/linux/device.h}), and to the image constraints of Fuchsia's sysmem.
 * Immutable, with value equality. {@link #NONE} constrains nothing.
 */
public final class Constraints {
    /** Constrains nothing. */
    public static final Constraints NONE = new Builder().build();

    private final int addressBits;
    private final int maxSegments;
    private final long maxSegmentSize;
    private final long segmentBoundary;
    private final long addressAlignment;
    private final int strideAlignment;
    private final int heightAlignment;
    private final long maxSize;
    private final long rowPitch;
    private final Set<PixelFormat> formats;

    private Constraints(Builder builder) {
        this.addressBits = builder.addressBits;
        this.maxSegments = builder.maxSegments;
        this.maxSegmentSize = builder.maxSegmentSize;
        this.segmentBoundary = builder.segmentBoundary;
        this.addressAlignment = builder.addressAlignment;
        this.strideAlignment = builder.strideAlignment;
        this.heightAlignment = builder.heightAlignment;
        this.maxSize = builder.maxSize;
        this.rowPitch = builder.rowPitch;
        this.formats = Set.copyOf(builder.formats);
    }

    /** Begins constraints that constrain nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Begins constraints that equal these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.addressBits = addressBits;
        builder.maxSegments = maxSegments;
        builder.maxSegmentSize = maxSegmentSize;
        builder.segmentBoundary = segmentBoundary;
        builder.addressAlignment = addressAlignment;
        builder.strideAlignment = strideAlignment;
        builder.heightAlignment = heightAlignment;
        builder.maxSize = maxSize;
        builder.rowPitch = rowPitch;
        builder.formats = formats;
        return builder;
    }

    /** How many address bits the device drives, 12 to 64: its DMA mask. 64 constrains nothing. */
    public int addressBits() {
        return addressBits;
    }

    /** The highest address the device reaches, unsigned, inclusive. */
    public long highestAddress() {
        return addressBits == Long.SIZE ? -1L : (1L << addressBits) - 1;
    }

    /** How many segments the device takes, at least 1. {@link Integer#MAX_VALUE} constrains nothing. */
    public int maxSegments() {
        return maxSegments;
    }

    /** The longest segment in bytes, at least a page. {@link Long#MAX_VALUE} constrains nothing. */
    public long maxSegmentSize() {
        return maxSegmentSize;
    }

    /** No segment crosses a multiple of this power of two, in bytes. 0 constrains nothing. */
    public long segmentBoundary() {
        return segmentBoundary;
    }

    /** Each segment starts at a multiple of this, in bytes; not necessarily a power of two. 1 constrains nothing. */
    public long addressAlignment() {
        return addressAlignment;
    }

    /** Strides and plane offsets of an image are multiples of this, in bytes. 1 constrains nothing. */
    public int strideAlignment() {
        return strideAlignment;
    }

    /** The rows of an image are padded to a multiple of this. 1 constrains nothing. */
    public int heightAlignment() {
        return heightAlignment;
    }

    /** The largest buffer in bytes. {@link Long#MAX_VALUE} constrains nothing. */
    public long maxSize() {
        return maxSize;
    }

    /**
     * The longest distance in bytes from one row to the next that the device's address generator spans. For such a device the
     * rows of a plane at a constant distance count as one segment, and each plane has segments of its own. 0 for a device
     * that takes rows only as they lie in a segment.
     */
    public long rowPitch() {
        return rowPitch;
    }

    /** The pixel formats the device takes; empty constrains nothing. */
    public Set<PixelFormat> formats() {
        return formats;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constraints that
                && addressBits == that.addressBits
                && maxSegments == that.maxSegments
                && maxSegmentSize == that.maxSegmentSize
                && segmentBoundary == that.segmentBoundary
                && addressAlignment == that.addressAlignment
                && strideAlignment == that.strideAlignment
                && heightAlignment == that.heightAlignment
                && maxSize == that.maxSize
                && rowPitch == that.rowPitch
                && formats.equals(that.formats);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                addressBits,
                maxSegments,
                maxSegmentSize,
                segmentBoundary,
                addressAlignment,
                strideAlignment,
                heightAlignment,
                maxSize,
                rowPitch,
                formats);
    }

    @Override
    public String toString() {
        return "Constraints[addressBits=" + addressBits + ", maxSegments=" + maxSegments + ", maxSegmentSize="
                + maxSegmentSize + ", segmentBoundary=" + segmentBoundary + ", addressAlignment=" + addressAlignment
                + ", strideAlignment=" + strideAlignment + ", heightAlignment=" + heightAlignment + ", maxSize="
                + maxSize + ", rowPitch=" + rowPitch
                + ", formats=" + formats + "]";
    }

    /** Collects constraints. Each method checks its own rule. Not for use by several threads. */
    public static final class Builder {
        private static final int PAGE_SHIFT = 12;

        private int addressBits = Long.SIZE;
        private int maxSegments = Integer.MAX_VALUE;
        private long maxSegmentSize = Long.MAX_VALUE;
        private long segmentBoundary;
        private long addressAlignment = 1;
        private int strideAlignment = 1;
        private int heightAlignment = 1;
        private long maxSize = Long.MAX_VALUE;
        private long rowPitch;
        private Set<PixelFormat> formats = Set.of();

        private Builder() {}

        /** Sets {@link Constraints#addressBits()}: 12 to 64. */
        public Builder addressBits(int bits) {
            check(bits >= PAGE_SHIFT && bits <= Long.SIZE, "address bits are 12 to 64", "addressBits", bits);
            this.addressBits = bits;
            return this;
        }

        /** Sets {@link Constraints#maxSegments()}: at least 1; 1 means one contiguous run. */
        public Builder maxSegments(int count) {
            check(count >= 1, "a device takes at least one segment", "maxSegments", count);
            this.maxSegments = count;
            return this;
        }

        /** Sets {@link Constraints#maxSegmentSize()}: at least a page. */
        public Builder maxSegmentSize(long bytes) {
            check(bytes >= 1L << PAGE_SHIFT, "a segment holds at least a page", "maxSegmentSize", bytes);
            this.maxSegmentSize = bytes;
            return this;
        }

        /** Sets {@link Constraints#segmentBoundary()}: 0, or a power of two of at least a page. */
        public Builder segmentBoundary(long bytes) {
            boolean powerOfPages = bytes >= 1L << PAGE_SHIFT && Long.bitCount(bytes) == 1;
            check(
                    bytes == 0 || powerOfPages,
                    "a boundary is a power of two of at least a page",
                    "segmentBoundary",
                    bytes);
            this.segmentBoundary = bytes;
            return this;
        }

        /** Sets {@link Constraints#addressAlignment()}: at least 1. */
        public Builder addressAlignment(long bytes) {
            check(bytes >= 1, "an alignment is positive", "addressAlignment", bytes);
            this.addressAlignment = bytes;
            return this;
        }

        /** Sets {@link Constraints#strideAlignment()}: at least 1. */
        public Builder strideAlignment(int bytes) {
            check(bytes >= 1, "an alignment is positive", "strideAlignment", bytes);
            this.strideAlignment = bytes;
            return this;
        }

        /** Sets {@link Constraints#heightAlignment()}: at least 1. */
        public Builder heightAlignment(int rows) {
            check(rows >= 1, "an alignment is positive", "heightAlignment", rows);
            this.heightAlignment = rows;
            return this;
        }

        /** Sets {@link Constraints#maxSize()}: at least 1. */
        public Builder maxSize(long bytes) {
            check(bytes >= 1, "a largest size is positive", "maxSize", bytes);
            this.maxSize = bytes;
            return this;
        }

        /** Sets {@link Constraints#rowPitch()}: not negative. */
        public Builder rowPitch(long bytes) {
            check(bytes >= 0, "a row pitch is not negative", "rowPitch", bytes);
            this.rowPitch = bytes;
            return this;
        }

        /** Sets {@link Constraints#formats()}; none means any. */
        public Builder formats(PixelFormat... accepted) {
            Set<PixelFormat> named = EnumSet.noneOf(PixelFormat.class);
            named.addAll(Set.of(accepted));
            this.formats = named;
            return this;
        }

        /** The constraints. */
        public Constraints build() {
            return new Constraints(this);
        }

        private static void check(boolean holds, String rule, String name, long value) {
            if (!holds) {
                throw new IllegalArgumentException(rule + ": " + name + "=" + value);
            }
        }
    }
}
