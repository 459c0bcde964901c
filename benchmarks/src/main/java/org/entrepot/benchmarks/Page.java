package org.entrepot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page whose figures stand between two marks. */
final class Page {
    private static final String BEGIN = "<!-- figures -->\n";
    private static final String END = "<!-- end of figures -->\n";

    private Page() {}

    /** Puts text between the marks. */
    static void write(Path page, String text) {
        try {
            Files.writeString(page, replaced(Files.readString(page), text));
        } catch (IOException e) {
            throw new UncheckedIOException("a page can be written: page=" + page, e);
        }
    }

    /** The page with the text between its marks. */
    static String replaced(String page, String text) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "a page has marks for its figures: wanted " + BEGIN.strip() + " and " + END.strip());
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + text + "\n" + page.substring(end);
    }
}
