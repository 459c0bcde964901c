package org.entrepot.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Puts the broken rule in front of a failure, and keeps what became of each rule: if the configuration parameter {@value #REPORT}
 * names a folder, each contract writes a file there, a line a rule.
 */
final class RuleWatch implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler, TestWatcher {
    static final String REPORT = "entrepot.rules.report";
    static final String UNTESTED = "no test yet";

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(RuleWatch.class);

    RuleWatch() {}

    /** What became of the rules: by number, the worst that was seen. */
    private static final class Outcomes {
        private final Map<String, Outcome> seen = new TreeMap<>();

        synchronized void add(String number, Outcome outcome) {
            seen.merge(number, outcome, (a, b) -> a.verdict.compareTo(b.verdict) >= 0 ? a : b);
        }

        synchronized String lines() {
            return RuleBook.all().stream()
                    .map(Demand::number)
                    .filter(seen::containsKey)
                    .map(number -> number + "\t" + seen.get(number) + "\n")
                    .collect(Collectors.joining());
        }
    }

    /** The better first. */
    private enum Verdict {
        PASSED,
        SKIPPED,
        FAILED
    }

    private record Outcome(Verdict verdict, String why) {
        @Override
        public String toString() {
            return why.isEmpty() ? verdict.name() : verdict + "\t" + why;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(HERE).put(Outcomes.class, new Outcomes());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Optional<Demand> rule = rule(context);
        if (rule.isEmpty() || failure instanceof TestAbortedException) {
            throw failure;
        }
        throw new AssertionError("broken rule " + rule.get() + "\n" + failure.getMessage(), failure);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, new Outcome(Verdict.PASSED, ""));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        add(context, new Outcome(Verdict.SKIPPED, reason(cause)));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        add(context, new Outcome(Verdict.SKIPPED, reason.orElse("disabled")));
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        add(context, new Outcome(Verdict.FAILED, ""));
    }

    private static String reason(Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        return words.replaceFirst("^Assumption failed: ", "").replaceAll("\\s+", " ");
    }

    private static void add(ExtensionContext context, Outcome outcome) {
        rule(context).ifPresent(rule -> outcomes(context).add(rule.number(), outcome));
    }

    private static Outcomes outcomes(ExtensionContext context) {
        return context.getStore(HERE).get(Outcomes.class, Outcomes.class);
    }

    private static Optional<Demand> rule(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .map(method -> RuleBook.rule(RuleBook.number(method)));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Optional<String> folder = context.getConfigurationParameter(REPORT);
        if (folder.isPresent()) {
            Path file =
                    Path.of(folder.get()).resolve(context.getRequiredTestClass().getSimpleName() + ".tsv");
            Files.createDirectories(file.getParent());
            Files.writeString(file, outcomes(context).lines());
        }
    }
}
