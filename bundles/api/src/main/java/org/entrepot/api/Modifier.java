package org.entrepot.api;

import java.util.Locale;

/**
 * How the pixels of a format lie in memory: a format modifier of DRM ({@code include/uapi/drm/drm_fourcc.h}), a number whose
 * highest byte is the vendor.
 *
 * @param value unsigned
 */
public record Modifier(long value) {
    /** Rows of pixels one after the other. */
    public static final Modifier LINEAR = new Modifier(0);

    /** Not said: the devices' drivers agree on it by other ways. Never together with one that is said. */
    public static final Modifier INVALID = new Modifier(0x00ff_ffff_ffff_ffffL);

    /**
     * Reads {@code linear}, {@code invalid} or a number such as {@code 0x0100000000000001}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Modifier parse(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "LINEAR" -> LINEAR;
            case "INVALID" -> INVALID;
            default -> new Modifier(number(text.strip()));
        };
    }

    private static long number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        try {
            return Long.parseUnsignedLong(hex ? text.substring(2) : text, hex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a modifier is LINEAR, INVALID or a number: modifier=" + text + "; write 0x0100000000000001", e);
        }
    }

    @Override
    public String toString() {
        if (equals(LINEAR)) {
            return "LINEAR";
        }
        return equals(INVALID) ? "INVALID" : String.format(Locale.ROOT, "0x%016x", value);
    }
}
