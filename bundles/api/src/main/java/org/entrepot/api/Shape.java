package org.entrepot.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a request wants to keep in the memory: so many bytes, or an image of a size and one of some formats. */
public sealed interface Shape {
    /**
     * So many bytes.
     *
     * @param bytes positive; rounded up to whole pages by the allocation
     */
    record Bytes(long bytes) implements Shape {
        /** Checks that the size is positive. */
        public Bytes {
            if (bytes <= 0) {
                throw new IllegalArgumentException(
                        "a buffer has at least one byte: bytes=" + bytes + "; ask for a positive size");
            }
        }

        @Override
        public String toString() {
            return bytes + " bytes";
        }
    }

    /**
     * An image. Strides, offsets and padding are not the caller's business: they follow from the devices.
     *
     * @param width visible pixels of a row, 1 to 65536
     * @param height visible rows, 1 to 65536
     * @param formats acceptable formats, the preferred first; not empty, no duplicates
     * @param modifiers acceptable modifiers, the preferred first, no duplicates; empty for whatever the devices agree on.
     *     {@link Modifier#INVALID} stands alone: all modifiers of a buffer are said, or none is
     */
    record Image(int width, int height, List<PixelFormat> formats, List<Modifier> modifiers) implements Shape {
        /** Largest width and height. */
        public static final int LARGEST_EXTENT = 65536;

        /** Checks the extents, that there is a format, and that modifiers go together. */
        public Image {
            formats = List.copyOf(formats);
            modifiers = List.copyOf(modifiers);
            if (Set.copyOf(modifiers).size() != modifiers.size()
                    || (modifiers.size() > 1 && modifiers.contains(Modifier.INVALID))) {
                throw new IllegalArgumentException("an image names each acceptable modifier once, and INVALID alone: "
                        + "modifiers=" + modifiers + "; name others, or only INVALID");
            }
            checkExtent("width", width);
            checkExtent("height", height);
            if (formats.isEmpty() || EnumSet.copyOf(formats).size() != formats.size()) {
                throw new IllegalArgumentException(
                        "an image names each acceptable format once: formats=" + formats + "; name at least one");
            }
        }

        /** A linear image. */
        public Image(int width, int height, List<PixelFormat> formats) {
            this(width, height, formats, List.of(Modifier.LINEAR));
        }

        private static void checkExtent(String name, int value) {
            if (value <= 0 || value > LARGEST_EXTENT) {
                throw new IllegalArgumentException("an image is 1 to " + LARGEST_EXTENT + " pixels wide and high: "
                        + name + "=" + value + "; ask for a size within");
            }
        }

        @Override
        public String toString() {
            boolean linear = modifiers.equals(List.of(Modifier.LINEAR));
            return width + "x" + height + " " + formats
                    + (linear ? "" : " modifiers " + (modifiers.isEmpty() ? "any" : modifiers));
        }
    }
}
