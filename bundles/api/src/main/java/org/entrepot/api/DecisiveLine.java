package org.entrepot.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;

/** Why exporters refuse, in one line that stays short however many they are: those with the same decisive refusal stand together. */
final class DecisiveLine {
    private static final int MOST_REASONS = 3;
    private static final int MOST_NAMES = 3;

    private final List<Verdict> refused;
    private final Map<List<Object>, Group> groups = new LinkedHashMap<>();

    /** Exporters that refuse for the same reason, and what they offer instead. */
    private record Group(List<String> exporters, Set<String> offered, Refusal first) {
        void add(String exporter, Refusal refusal) {
            exporters.add(exporter);
            offered.add(refusal.offered());
        }
    }

    private DecisiveLine(List<Verdict> refused) {
        this.refused = refused;
        refused.forEach(verdict -> {
            Refusal why = verdict.refusals().get(0);
            groups.computeIfAbsent(
                            List.of(why.constraint(), why.participant(), why.wanted()),
                            key -> new Group(new ArrayList<>(), new LinkedHashSet<>(), why))
                    .add(verdict.exporter(), why);
        });
    }

    /** The line; empty if nobody refuses. */
    static String of(List<Verdict> verdicts) {
        return new DecisiveLine(verdicts.stream()
                        .filter(verdict -> verdict.outcome() == Outcome.REFUSED)
                        .toList())
                .words();
    }

    private String words() {
        List<String> parts = new ArrayList<>();
        int named = 0;
        for (Group group : groups.values()) {
            if (parts.size() == MOST_REASONS) {
                parts.add("and " + (refused.size() - named) + " more for other reasons");
                break;
            }
            parts.add(words(group));
            named += group.exporters().size();
        }
        return String.join("; ", parts);
    }

    private String words(Group group) {
        Refusal why = group.first();
        Refusal together =
                new Refusal(why.constraint(), why.wanted(), String.join(" or ", group.offered()), why.participant());
        return names(group.exporters()) + " refused, " + together;
    }

    private String names(List<String> exporters) {
        if (exporters.size() == refused.size() && exporters.size() > MOST_NAMES) {
            return "all " + exporters.size() + " heaps";
        }
        int more = exporters.size() - MOST_NAMES;
        return more <= 1
                ? String.join(", ", exporters)
                : String.join(", ", exporters.subList(0, MOST_NAMES)) + " and " + more + " more";
    }
}
