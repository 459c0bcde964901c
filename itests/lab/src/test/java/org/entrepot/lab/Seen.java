package org.entrepot.lab;

import java.util.Optional;
import org.entrepot.lab.Report.News;

/**
 * What a test in the guest saw, for a table of the page.
 *
 * @param row of the table
 * @param column of the table
 * @param words of the cell
 */
public record Seen(String row, String column, String words) {
    private static final String GAP = "\n";

    /** Tells the host. */
    public void tell() {
        GuestTests.tell(new Report(News.SEEN, row + GAP + column, words));
    }

    /** What a report says was seen, if it says that. */
    static Optional<Seen> in(Report report) {
        int gap = report.test().indexOf(GAP);
        return report.news() == News.SEEN && gap >= 0
                ? Optional.of(
                        new Seen(report.test().substring(0, gap), report.test().substring(gap + 1), report.detail()))
                : Optional.empty();
    }
}
