package org.entrepot.api;

import java.util.EnumSet;
import java.util.List;

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
     */
    record Image(int width, int height, List<PixelFormat> formats) implements Shape {
        /** Largest width and height. */
        public static final int LARGEST_EXTENT = 65536;

        /** Checks the extents and that there is a format. */
        public Image {
            formats = List.copyOf(formats);
            checkExtent("width", width);
            checkExtent("height", height);
            if (formats.isEmpty() || EnumSet.copyOf(formats).size() != formats.size()) {
                throw new IllegalArgumentException(
                        "an image names each acceptable format once: formats=" + formats + "; name at least one");
            }
        }

        private static void checkExtent(String name, int value) {
            if (value <= 0 || value > LARGEST_EXTENT) {
                throw new IllegalArgumentException("an image is 1 to " + LARGEST_EXTENT + " pixels wide and high: "
                        + name + "=" + value + "; ask for a size within");
            }
        }

        @Override
        public String toString() {
            return width + "x" + height + " " + formats;
        }
    }
}
