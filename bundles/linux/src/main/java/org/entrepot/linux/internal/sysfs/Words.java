package org.entrepot.linux.internal.sysfs;

import java.util.stream.IntStream;

/** Text of the system for people: one line that cannot move a cursor about, and not too long. */
final class Words {
    private static final int MOST = 128;

    private Words() {}

    /** What is before the end of the first line, or of the first of the strings that a device tree joins with zeros. */
    static String firstLine(String text) {
        return joined(text.codePoints().takeWhile(c -> c != '\n' && c != 0));
    }

    /** A name, cut off, with a question mark for what cannot be printed. */
    static String printable(String name) {
        return joined(name.codePoints());
    }

    private static String joined(IntStream characters) {
        return characters
                .limit(MOST)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
