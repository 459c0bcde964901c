package org.entrepot.races;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/**
 * What was seen of one race.
 *
 * @param result of all its runs together
 */
record Verdict(TestResult result) implements Comparable<Verdict> {
    private static final String ROOT = "org.entrepot.";

    String name() {
        return result.getName().substring(ROOT.length());
    }

    /** Nothing forbidden was seen, and it ended well. */
    boolean isClean() {
        return result.status() == Status.NORMAL && result.grading().isPassed;
    }

    /** What should have been seen, for otherwise the two threads did not meet. */
    List<String> unseen() {
        return result.grading().gradingResults.values().stream()
                .filter(grade -> grade.expect == Expect.ACCEPTABLE_INTERESTING && grade.count == 0)
                .map(grade -> grade.id + " (" + grade.description + ")")
                .toList();
    }

    /** The table of jcstress. */
    String table() {
        StringWriter text = new StringWriter();
        ReportUtils.printResult(new PrintWriter(text, true), result, true);
        return text.toString();
    }

    /** One line for the build's output. */
    String line() {
        String word = isClean() ? unseen().isEmpty() ? "ok    " : "UNSEEN" : "FAILED";
        long interesting = result.grading().gradingResults.values().stream()
                .filter(Verdict::isInteresting)
                .count();
        return String.format(
                "%s %,12d meetings, %d of %d outcomes  %s",
                word, result.getTotalCount(), interesting - unseen().size(), interesting, name());
    }

    private static boolean isInteresting(GradingResult grade) {
        return grade.expect == Expect.ACCEPTABLE_INTERESTING;
    }

    @Override
    public int compareTo(Verdict other) {
        return name().compareTo(other.name());
    }
}
