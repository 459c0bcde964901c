package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;

/** A heading and what is to say about it, name by name, in lines of bounded width. Not for several threads. */
final class Facts {
    private static final int WIDTH = 100;
    private static final String GAP = "  ";

    private final String heading;
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    Facts(String heading) {
        this.heading = heading;
    }

    /** Adds a fact. */
    Facts fact(String name, String value) {
        names.add(name);
        values.add(value);
        return this;
    }

    @Override
    public String toString() {
        int widest = names.stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder(Lines.printable(heading));
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i) + " ".repeat(widest - names.get(i).length());
            List<String> lines = Lines.of(values.get(i), WIDTH - widest - 2 * GAP.length());
            for (int line = 0; line < lines.size(); line++) {
                String begin = line == 0 ? name : " ".repeat(widest);
                text.append('\n').append(GAP).append(begin).append(GAP).append(lines.get(line));
            }
        }
        return text.toString();
    }
}
