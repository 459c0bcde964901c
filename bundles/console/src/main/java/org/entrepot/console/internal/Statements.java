package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;

/** A script taken apart at its semicolons and ends of lines, but not within quotes, braces and brackets. */
final class Statements {
    private static final String OPENING = "({[";
    private static final String CLOSING = ")}]";

    private Statements() {}

    static List<String> of(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (c == '\\' && i + 1 < script.length()) {
                statement.append(c).append(script.charAt(++i));
                continue;
            }
            quote = quoteAfter(quote, c);
            depth += quote != 0 ? 0 : change(c);
            if (quote == 0 && depth <= 0 && (c == ';' || c == '\n')) {
                add(statements, statement);
            } else {
                statement.append(c);
            }
        }
        add(statements, statement);
        return statements;
    }

    private static char quoteAfter(char quote, char c) {
        if (quote != 0) {
            return c == quote ? 0 : quote;
        }
        return c == '"' || c == '\'' ? c : 0;
    }

    private static int change(char c) {
        if (OPENING.indexOf(c) >= 0) {
            return 1;
        }
        return CLOSING.indexOf(c) >= 0 ? -1 : 0;
    }

    private static void add(List<String> statements, StringBuilder statement) {
        String text = statement.toString().strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
            statements.add(text);
        }
        statement.setLength(0);
    }
}
