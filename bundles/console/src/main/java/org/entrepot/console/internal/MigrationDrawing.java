package org.entrepot.console.internal;

import java.util.List;
import org.entrepot.control.MigrationStatus;

/** Draws migrations. */
final class MigrationDrawing {
    private MigrationDrawing() {}

    /** One line while it goes on. */
    static String progress(MigrationStatus status) {
        return status.moved() + " of " + (status.total() - status.ended()) + " buffers moved, "
                + Sizes.words(status.bytes()) + ", " + staying(status) + " waited for";
    }

    /** How many have not moved. */
    static int staying(MigrationStatus status) {
        return status.total() - status.moved() - status.ended();
    }

    /** What came of it, with those that stay and why. */
    static String outcome(MigrationStatus status) {
        if (status.total() == 0) {
            return "no buffer had to move";
        }
        String line = count(status.moved(), "buffer") + " moved, " + Sizes.words(status.bytes()) + " in "
                + status.taken().toMillis() + " ms"
                + (status.ended() > 0 ? ", " + status.ended() + " ended meanwhile" : "");
        if (status.left().isEmpty()) {
            return line;
        }
        Table table = new Table("BUFFER>", "STAYS BECAUSE");
        status.left().forEach(left -> table.row(left.buffer(), left.why()));
        int unnamed = staying(status) - status.left().size();
        return line + "\n" + table + (unnamed > 0 ? "\nand " + unnamed + " more" : "");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String all(List<MigrationStatus> migrations) {
        Table table = new Table("MIGRATION>", "STATE", "MOVED>", "ENDED>", "STAY>", "BYTES>", "TOOK>", "WHY");
        for (MigrationStatus each : migrations) {
            table.row(
                    each.id(),
                    each.state(),
                    each.moved(),
                    each.ended(),
                    staying(each),
                    Sizes.words(each.bytes()),
                    each.taken().toMillis() + " ms",
                    each.why());
        }
        return table.orElse("nothing has moved; see dma:help migrate");
    }
}
