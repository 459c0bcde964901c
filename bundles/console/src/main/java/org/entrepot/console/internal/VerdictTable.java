package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;

/**
 * The verdicts on the heaps, a few lines each. What every heap is refused for stands once, above them; what several participants want
 * alike stands on one line.
 */
final class VerdictTable {
    private static final int MOST_REASONS = 4;
    private static final int WIDTH = 30;
    private static final int NARROW = 18;

    private final Table table = new Table("HEAP", "VERDICT", "RUNS>", "WEIGHT>", "WHY", "WANTED", "OFFERED", "BY");
    private final List<Refusal> everywhere;

    private VerdictTable(List<Refusal> everywhere) {
        this.everywhere = everywhere;
    }

    static String of(List<Verdict> verdicts) {
        VerdictTable drawn = new VerdictTable(everywhere(verdicts));
        if (!drawn.everywhere.isEmpty()) {
            drawn.reasons("every heap", "refused", "", "", drawn.everywhere);
        }
        verdicts.forEach(drawn::add);
        return drawn.table.withoutEmptyColumns().toString();
    }

    /** A number that may be unknown. */
    static String count(int expected) {
        return expected == 0 ? "?" : String.valueOf(expected);
    }

    /** What every heap is refused for; of a single heap nothing is common. */
    static List<Refusal> everywhere(List<Verdict> verdicts) {
        if (verdicts.size() < 2) {
            return List.of();
        }
        return verdicts.get(0).refusals().stream()
                .filter(refusal -> verdicts.stream().allMatch(v -> v.refusals().contains(refusal)))
                .distinct()
                .toList();
    }

    private void add(Verdict verdict) {
        String weight = verdict.weight() == 0 ? "" : String.format("%+d", verdict.weight());
        String runs = count(verdict.expectedSegments());
        if (verdict.outcome() != Outcome.REFUSED) {
            String outcome = verdict.outcome() == Outcome.CHOSEN ? "chosen" : "could serve";
            table.row(verdict.exporter(), outcome, runs, weight, types(verdict), "", "", "");
            return;
        }
        List<Refusal> own = verdict.refusals().stream()
                .filter(refusal -> !everywhere.contains(refusal))
                .toList();
        if (own.isEmpty()) {
            table.row(verdict.exporter(), "refused", runs, weight, "as every heap", "", "", "");
        } else {
            reasons(verdict.exporter(), "refused", runs, weight, own);
        }
    }

    private static String types(Verdict verdict) {
        return verdict.routes().stream()
                .map(route -> "by " + route.mappingType())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** What is wanted of whom, and by whom: one line for those who want the same. */
    private void reasons(String heap, String verdict, String runs, String weight, List<Refusal> refusals) {
        Map<List<String>, List<String>> byReason = new LinkedHashMap<>();
        refusals.forEach(refusal -> byReason.computeIfAbsent(
                        List.of(refusal.constraint().words(), refusal.wanted(), refusal.offered()),
                        reason -> new ArrayList<>())
                .add(refusal.participant()));
        List<String> begin = List.of(heap, verdict, runs, weight);
        int shown = 0;
        for (Map.Entry<List<String>, List<String>> reason : byReason.entrySet()) {
            if (shown == MOST_REASONS - 1 && byReason.size() > MOST_REASONS) {
                table.row("", "", "", "", "and " + (byReason.size() - shown) + " more", "see --json", "", "");
                return;
            }
            List<List<String>> cells = new ArrayList<>();
            begin.forEach(word -> cells.add(List.of(word)));
            cells.add(Lines.of(reason.getKey().get(0), NARROW));
            cells.add(Lines.of(reason.getKey().get(1), WIDTH));
            cells.add(Lines.of(reason.getKey().get(2), WIDTH));
            cells.add(Lines.of(String.join(", ", reason.getValue()), NARROW));
            table.lines(cells);
            begin = List.of("", "", "", "");
            shown++;
        }
    }
}
