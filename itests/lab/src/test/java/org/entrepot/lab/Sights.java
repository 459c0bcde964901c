package org.entrepot.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.entrepot.lab.Report.News;

/** What one run of the guest showed, as the tables of the page. */
final class Sights {
    private final Map<Feature, List<Report>> ends = new EnumMap<>(Feature.class);
    private final Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    /** A test came to its end. */
    void ended(Report started, Report end) {
        if (!started.detail().isEmpty()) {
            ends.computeIfAbsent(Feature.valueOf(started.detail()), feature -> new ArrayList<>())
                    .add(end);
        }
    }

    /** A test saw something. */
    void seen(Seen seen) {
        columns.add(seen.column());
        cells.computeIfAbsent(seen.row(), row -> new LinkedHashMap<>()).put(seen.column(), seen.words());
    }

    /** Feature by feature: real, or what there is instead. */
    String features() {
        StringBuilder table = new StringBuilder("| feature | with this kernel | without it |\n|---|---|---|\n");
        for (Feature feature : Feature.values()) {
            table.append("| %s | %s | %s |\n".formatted(feature.words(), outcome(feature), feature.otherwise()));
        }
        return table.toString();
    }

    private String outcome(Feature feature) {
        List<Report> tests = ends.getOrDefault(feature, List.of());
        if (tests.isEmpty()) {
            return "not tried";
        }
        if (tests.stream().anyMatch(test -> test.news() == News.FAILED)) {
            return "**fails**";
        }
        return tests.stream().anyMatch(test -> test.news() == News.PASSED)
                ? real(tests)
                : "not available: " + reason(tests.get(0).detail());
    }

    /** With which devices and drivers of the kernel it was seen. */
    private static String real(List<Report> tests) {
        Set<String> used = new TreeSet<>();
        tests.stream().filter(test -> test.news() == News.PASSED).forEach(test -> used.addAll(Used.in(test.detail())));
        return used.isEmpty() ? "real" : "real: " + String.join(", ", used);
    }

    /** Without what differs from one version of a kernel to the next. */
    private static String reason(String detail) {
        return detail.replaceFirst("^Assumption failed: ", "")
                .replaceFirst(", Linux .*", "")
                .replaceAll("(/\\S+)", "`$1`")
                .replace("|", "\\|");
    }

    /** What was seen, row by row; empty if nothing was. */
    String table(String corner) {
        if (cells.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("| " + corner + " | " + String.join(" | ", columns) + " |\n|---|"
                + "---|".repeat(columns.size()) + "\n");
        cells.forEach((row, words) -> {
            table.append("| ").append(row).append(" |");
            columns.forEach(column ->
                    table.append(" ").append(words.getOrDefault(column, "–")).append(" |"));
            table.append("\n");
        });
        return table.toString();
    }
}
