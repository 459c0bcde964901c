package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines between its words. */
final class Lines {
    private Lines() {}

    /** Lines of at most so many characters, at least one; only a word that is longer has a longer line to itself. */
    static List<String> of(String text, int width) {
        return of(List.of(printable(text).split(" ", -1)), " ", width);
    }

    /** Lines of pieces that stay whole, with a gap between them. */
    static List<String> of(List<String> pieces, String gap, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String piece : pieces) {
            if (line.length() > 0 && length(line) + gap.length() + length(piece) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : gap).append(piece);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Keeps what comes from a plug-in or a file from moving the cursor about. */
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** How many characters a text takes on a line. */
    static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
