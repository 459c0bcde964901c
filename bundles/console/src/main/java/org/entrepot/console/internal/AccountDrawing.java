package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.entrepot.control.Amounts;
import org.entrepot.control.Health;
import org.entrepot.control.Totals;

/** Draws what bundles are charged, and how the platform is. */
final class AccountDrawing {
    private AccountDrawing() {}

    static String health(Views.Condition condition) {
        Table table = new Table("IS", "SUBJECT", "FOUND");
        condition
                .health()
                .findings()
                .forEach(finding -> table.row(
                        word(finding.verdict()), finding.subject().name().toLowerCase(Locale.ROOT), finding.words()));
        return "the platform is " + word(condition.health().verdict()) + "\n\n" + table.orElse("nothing was looked at");
    }

    private static String word(Health.Verdict verdict) {
        return switch (verdict) {
            case OK -> "green";
            case WARN -> "yellow";
            case CRITICAL -> "red";
        };
    }

    static String accounts(Views.Accounts accounts) {
        Table table = new Table(
                "BUNDLE", "BUFFERS>", "BYTES>", "HIGH>", "MAPPINGS>", "ALLOCATIONS>", "MOVES>", "REFUSED>", "LIMITS");
        accounts.all()
                .forEach(account -> table.row(
                        account.bundle(),
                        account.buffers(),
                        Sizes.words(account.bytes()),
                        Sizes.words(account.highWater()),
                        account.mappings(),
                        account.allocations(),
                        account.moves(),
                        account.refusals(),
                        limits(account.limits())));
        return table.orElse("no bundle has used memory yet") + "\n\n" + totals(accounts.totals());
    }

    private static String totals(Totals totals) {
        Amounts now = totals.inUse();
        return "in all: " + now.buffers() + " buffers, " + Sizes.words(now.bytes()) + ", at most "
                + Sizes.words(totals.highWater()) + " at a time; " + now.mappings() + " mappings; limits: "
                + limits(totals.limits());
    }

    private static String limits(Amounts limits) {
        List<String> words = new ArrayList<>();
        if (limits.bytes() != Amounts.UNLIMITED) {
            words.add(Sizes.words(limits.bytes()));
        }
        if (limits.buffers() != Amounts.UNLIMITED) {
            words.add(limits.buffers() + " buffers");
        }
        if (limits.mappings() != Amounts.UNLIMITED) {
            words.add(limits.mappings() + " mappings");
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
