package org.entrepot.api;

/**
 * Contents without structure.
 *
 * @param bytes positive
 */
public record ByteLayout(long bytes) implements Layout {
    /** Checks that there are contents. */
    public ByteLayout {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a layout has at least one byte: bytes=" + bytes);
        }
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }
}
