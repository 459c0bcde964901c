package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;

/** What an explanation says. */
final class Answers {
    private Answers() {}

    /** Those that serve or could, in the order of preference. */
    static List<String> serving(Explanation explanation) {
        return explanation.verdicts().stream()
                .filter(verdict -> verdict.outcome() != Outcome.REFUSED)
                .map(Verdict::exporter)
                .toList();
    }

    /** Why an exporter is refused; empty if it is not. */
    static List<Refusal> refusals(Explanation explanation, String exporter) {
        return explanation.verdicts().stream()
                .filter(verdict -> verdict.exporter().equals(exporter))
                .findFirst()
                .orElseThrow()
                .refusals();
    }

    /** The number of the combination of alternatives that was taken, as {@link Party#combinations} counts. */
    static int taken(Explanation explanation) {
        int number = 0;
        for (Choice choice : explanation.choices()) {
            number = number * choice.of() + choice.taken() - 1;
        }
        return number;
    }
}
