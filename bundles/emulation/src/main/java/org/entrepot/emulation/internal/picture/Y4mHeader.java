package org.entrepot.emulation.internal.picture;

import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.FrameRate;

/**
 * The first line of a YUV4MPEG2 file, as mjpegtools' {@code yuv4mpeg(5)} describes it. Only 8-bit 4:2:0, progressive, is taken.
 *
 * @param width pixels of a row, 1 to 16384
 * @param height rows, 1 to 16384
 * @param rate frames a second
 */
record Y4mHeader(int width, int height, FrameRate rate) {
    static final String MAGIC = "YUV4MPEG2";
    static final int LONGEST_LINE = 1024;

    private static final int LARGEST_EXTENT = 16384;
    private static final Set<String> FORMATS = Set.of("420", "420jpeg", "420mpeg2", "420paldv");
    private static final Set<String> PROGRESSIVE = Set.of("p", "?");

    /**
     * Reads the line.
     *
     * @param line without its end
     * @param file for messages
     */
    static Y4mHeader parse(String line, String file) {
        String[] words = line.split(" ", -1);
        if (!words[0].equals(MAGIC)) {
            throw bad("a y4m file begins with " + MAGIC, file, "begin", words[0], "give a .y4m file");
        }
        int width = 0;
        int height = 0;
        FrameRate rate = new FrameRate(25, 1);
        for (int i = 1; i < words.length; i++) {
            String value = words[i].isEmpty() ? "" : words[i].substring(1);
            switch (words[i].isEmpty() ? ' ' : words[i].charAt(0)) {
                case 'W' -> width = extent(value, "W", file);
                case 'H' -> height = extent(value, "H", file);
                case 'F' -> rate = rate(value, file);
                case 'C' ->
                    check(FORMATS, value, "a y4m file is 8-bit 4:2:0", "C", file, "convert it with -pix_fmt yuv420p");
                case 'I' -> check(PROGRESSIVE, value, "a y4m file is progressive", "I", file, "deinterlace it");
                default -> {
                    // Aspect ratios and comments do not concern a camera.
                }
            }
        }
        if (width == 0 || height == 0) {
            throw bad("a y4m header has a width and a height", file, "header", line, "write it anew");
        }
        return new Y4mHeader(width, height, rate);
    }

    private static int extent(String value, String key, String file) {
        int extent = number(value, key, file);
        if (extent > LARGEST_EXTENT) {
            throw bad(
                    "a y4m picture is at most " + LARGEST_EXTENT + " wide and high", file, key, value, "scale it down");
        }
        return extent;
    }

    private static FrameRate rate(String value, String file) {
        String[] parts = value.split(":", -1);
        if (parts.length != 2) {
            throw bad("a y4m rate is two numbers", file, "F", value, "write it anew");
        }
        return new FrameRate(number(parts[0], "F", file), number(parts[1], "F", file));
    }

    private static int number(String value, String key, String file) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad("a number in a y4m header is positive", file, key, value, "write it anew");
        }
        throw bad("a number in a y4m header is positive", file, key, value, "write it anew");
    }

    private static void check(Set<String> good, String value, String rule, String key, String file, String advice) {
        if (!good.contains(value)) {
            throw bad(rule, file, key, value, advice);
        }
    }

    static EntrepotException bad(String rule, String file, String key, String value, String advice) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return new EntrepotException(
                Reason.IO, rule + ": file=" + file + " " + key + "=" + printable(shown) + "; " + advice);
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\p{Print}…]", "?");
    }
}
