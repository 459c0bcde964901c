package org.entrepot.console.internal;

import java.nio.charset.Charset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.entrepot.api.Occupancy;

/** How a use of memory is shown: by a character that tells it without any colour, by words, and by a colour beside them. */
enum Mark {
    FREE('·', '.', "free", "#e4e9ef"),
    PARTLY('▒', '+', "partly taken", "#8fb9e3"),
    TAKEN('█', '@', "taken", "#2a6cb0"),
    MOVABLE('░', '~', "movable, of others", "#f2cf73"),
    PINNED('#', '#', "pinned, of others", "#b8433f"),
    KEPT('-', '-', "kept free", "#a7b1bb"),
    STRANDED('x', 'x', "stranded", "#6d4796");

    private static final int PERCENT = 100;

    private final char block;
    private final char letter;
    private final String words;
    private final String colour;

    Mark(char block, char letter, String words, String colour) {
        this.block = block;
        this.letter = letter;
        this.words = words;
        this.colour = colour;
    }

    /** Which characters are used. */
    enum Style {
        /** Blocks of different darkness. */
        BLOCKS,
        /** ASCII only. */
        LETTERS;

        /** What the standard output can show. */
        static Style ofStandardOutput() {
            String fallback = System.getProperty(
                    "sun.stdout.encoding", Charset.defaultCharset().name());
            String name = System.getProperty("stdout.encoding", fallback);
            return in(Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset());
        }

        /** Blocks, if they can be written in a charset. */
        static Style in(Charset charset) {
            boolean all = charset.canEncode();
            for (Mark mark : Mark.values()) {
                all = all && charset.newEncoder().canEncode(mark.block);
            }
            return all ? BLOCKS : LETTERS;
        }
    }

    static Mark of(Occupancy.Use use) {
        return valueOf(use.name());
    }

    char character(Style style) {
        return style == Style.BLOCKS ? block : letter;
    }

    String words() {
        return words;
    }

    String colour() {
        return colour;
    }

    /** How many cells have which mark, of those that occur. */
    static Map<Mark, Long> tally(Collection<Occupancy.Use> cells) {
        return cells.stream()
                .collect(Collectors.groupingBy(Mark::of, () -> new EnumMap<>(Mark.class), Collectors.counting()));
    }

    /** What the cells are used for, in words: {@code 81 % free, 19 % taken}. */
    static String shares(Collection<Occupancy.Use> cells) {
        return tally(cells).entrySet().stream()
                .map(each -> share(each.getValue(), cells.size()) + " "
                        + each.getKey().words())
                .collect(Collectors.joining(", "));
    }

    /** A share as a whole percentage, that is none and all only where it is none and all. */
    static String share(long part, long whole) {
        int percent = (int) ((double) part * PERCENT / whole);
        return part > 0 && percent == 0 ? "< 1 %" : percent + " %";
    }
}
