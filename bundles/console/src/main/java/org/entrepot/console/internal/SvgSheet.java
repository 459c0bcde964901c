package org.entrepot.console.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A picture in the making, as SVG 1.1 that needs nothing else: what it shows is written into it, its colours follow the reader's
 * light or dark surroundings. Not for several threads.
 */
final class SvgSheet {
    private static final String STYLE = """
            .sheet{fill:#ffffff}.edge{fill:none;stroke:#b4bfca}.rest{fill:#e4e9ef}.t{fill:#1b2733}.s{fill:#55636f}
            .h{font-size:22px;font-weight:bold}.b{font-weight:bold}.m{font-family:DejaVu Sans Mono,Consolas,monospace;font-size:11px}
            .end{text-anchor:end}.mid{text-anchor:middle}.tick{stroke:#1b2733;stroke-width:2}.line{stroke:#d5dce3}
            """;

    private static final String DARK = """
            @media (prefers-color-scheme:dark){.sheet{fill:#141b22}.edge{stroke:#4a5866}.rest,.free{fill:#2c3742}.t{fill:#e6edf3}
            .s{fill:#9fb0bf}.tick{stroke:#e6edf3}.line{stroke:#34404c}}
            """;

    private final StringBuilder body = new StringBuilder();

    /** A line of text from a point of its base line. */
    SvgSheet text(String style, double x, double y, String text) {
        body.append("<text class=\"").append(style).append('"');
        coordinate("x", x);
        coordinate("y", y);
        body.append('>').append(escaped(text)).append("</text>\n");
        return this;
    }

    /** A rectangle. */
    SvgSheet rectangle(String style, double x, double y, double width, double height) {
        body.append("<rect class=\"").append(style).append('"');
        coordinate("x", x);
        coordinate("y", y);
        coordinate("width", width);
        coordinate("height", height);
        body.append("/>\n");
        return this;
    }

    /** A straight line. */
    SvgSheet line(String style, double x1, double y1, double x2, double y2) {
        body.append("<line class=\"").append(style).append('"');
        coordinate("x1", x1);
        coordinate("y1", y1);
        coordinate("x2", x2);
        coordinate("y2", y2);
        body.append("/>\n");
        return this;
    }

    /** A filled path, with a title that a reader gets by pointing at it. */
    SvgSheet path(String style, String data, String title) {
        body.append("<path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(data)
                .append("\"><title>");
        body.append(escaped(title)).append("</title></path>\n");
        return this;
    }

    private void coordinate(String name, double value) {
        body.append(' ').append(name).append("=\"").append(number(value)).append('"');
    }

    /** A length with at most two decimals. */
    static String number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }

    /** The finished picture. */
    String toXml(String title, String description, double width, double height) {
        String size = number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " "
                + number(height);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size
                + "\" role=\"img\" aria-labelledby=\"title description\""
                + " font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
                + "<title id=\"title\">" + escaped(title) + "</title>\n"
                + "<desc id=\"description\">" + escaped(description) + "</desc>\n"
                + "<style>" + STYLE + marks() + DARK + "</style>\n"
                + "<defs>" + hatch(Mark.PINNED) + hatch(Mark.STRANDED) + "</defs>\n"
                + "<rect class=\"sheet\" width=\"100%\" height=\"100%\"/>\n" + body + "</svg>\n";
    }

    /** Uses that are equally dark are told apart by hatching, where colours are not seen. */
    private static String hatch(Mark mark) {
        String turn = mark == Mark.PINNED ? "45" : "135";
        return "<pattern id=\"" + style(mark) + "\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\""
                + " patternTransform=\"rotate(" + turn + ")\"><rect width=\"4\" height=\"4\" fill=\"" + mark.colour()
                + "\"/><rect width=\"1\" height=\"4\" fill=\"#ffffff\"/></pattern>";
    }

    private static String marks() {
        StringBuilder css = new StringBuilder();
        for (Mark mark : Mark.values()) {
            boolean hatched = mark == Mark.PINNED || mark == Mark.STRANDED;
            String fill = hatched ? "url(#" + style(mark) + ")" : mark.colour();
            css.append('.').append(style(mark)).append("{fill:").append(fill).append('}');
        }
        return css.append('\n').toString();
    }

    /** The class of what has a mark. */
    static String style(Mark mark) {
        return mark.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String escaped(String text) {
        return Lines.printable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
