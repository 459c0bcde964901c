package org.entrepot.lab;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.entrepot.lab.Report.News;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program of the guest: runs the tests of a folder of classes and reports each on standard output. */
final class GuestTests implements TestExecutionListener {
    private static final PrintStream REPORTS = System.out;
    private boolean idle = true;

    private GuestTests() {}

    /**
     * Ends with 1 when there is nothing to run.
     *
     * @param arguments the folder of classes, and the names of those that run as a regular expression
     */
    public static void main(String... arguments) {
        GuestTests listener = new GuestTests();
        // Standard output is for reports: half a line that a test prints would spoil one.
        System.setOut(System.err);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(Path.of(arguments[0]))))
                .filters(includeClassNamePatterns(arguments[1]))
                .build();
        LauncherFactory.create().execute(request, listener);
        System.exit(listener.idle ? 1 : 0);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            Used.testBegins();
            started(test);
        } else if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            Used.classBegins();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        started(test);
        tell(News.SKIPPED, test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String used = Used.testEnds();
        if (test.isContainer() && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            started(test);
        }
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed(test, used);
            case ABORTED -> tell(News.SKIPPED, test, message(result));
            case FAILED -> tell(News.FAILED, test, trace(result));
        }
    }

    private void passed(TestIdentifier test, String used) {
        if (test.isTest()) {
            tell(News.PASSED, test, used);
        }
    }

    private void started(TestIdentifier test) {
        tell(News.STARTED, test, feature(test).map(Feature::name).orElse(""));
    }

    private void tell(News news, TestIdentifier test, String detail) {
        idle = false;
        tell(new Report(news, name(test), detail));
    }

    /** Hands a report to the host. */
    static synchronized void tell(Report report) {
        REPORTS.println(report.line());
        REPORTS.flush();
    }

    private static Optional<Feature> feature(TestIdentifier test) {
        return test.getSource()
                .flatMap(source -> source instanceof MethodSource method
                        ? AnnotationSupport.findAnnotation(method.getJavaMethod(), Shows.class)
                                .or(() -> AnnotationSupport.findAnnotation(method.getJavaClass(), Shows.class))
                        : source instanceof ClassSource type
                                ? AnnotationSupport.findAnnotation(type.getJavaClass(), Shows.class)
                                : Optional.empty())
                .map(Shows::value);
    }

    /** Class and method, and what else tells the runs of one method apart. */
    private static String name(TestIdentifier test) {
        String shown = test.getDisplayName();
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source -> source.getJavaClass().getSimpleName() + "." + source.getMethodName())
                .map(method -> shown.endsWith(")") ? method : method + " " + shown)
                .orElse(shown);
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::getMessage).orElse("");
    }

    private static String trace(TestExecutionResult result) {
        StringWriter text = new StringWriter();
        result.getThrowable().ifPresent(failure -> failure.printStackTrace(new PrintWriter(text, true)));
        return text.toString();
    }
}
