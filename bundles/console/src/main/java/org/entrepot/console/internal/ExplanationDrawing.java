package org.entrepot.console.internal;

import java.util.stream.Collectors;
import org.entrepot.api.Explanation;

/** Draws the reasoning about a request. */
final class ExplanationDrawing {
    private ExplanationDrawing() {}

    static String text(Explanation explanation) {
        Table table = new Table("HEAP", "VERDICT", "RUNS>", "WHY", "WANTED", "OFFERED", "BY");
        for (Explanation.Verdict verdict : explanation.verdicts()) {
            String runs = verdict.expectedSegments() == 0 ? "?" : String.valueOf(verdict.expectedSegments());
            if (verdict.outcome() == Explanation.Outcome.REFUSED) {
                verdict.refusals()
                        .forEach(why -> table.row(
                                verdict.exporter(),
                                "refused",
                                runs,
                                why.constraint().words(),
                                why.wanted(),
                                why.offered(),
                                why.participant()));
            } else {
                String routes = verdict.routes().stream()
                        .map(route -> route.device() + " by " + route.mappingType() + " through " + route.mapper())
                        .collect(Collectors.joining(", "));
                boolean chosen = verdict.outcome() == Explanation.Outcome.CHOSEN;
                table.row(verdict.exporter(), chosen ? "chosen" : "could serve", runs, routes, "", "", "");
            }
        }
        return explanation.request() + "\n" + table.orElse("no heap is here");
    }
}
