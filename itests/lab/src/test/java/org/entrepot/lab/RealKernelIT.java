package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.lab.Report.News;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/** Every test named {@code …InGuest}, in one guest with a real kernel: each passes, fails or is skipped here as it did there. */
class RealKernelIT {
    private static final String PAGES_KERNEL = "6.12.";
    private static final String EVERY_TEST = ".*InGuest";

    private final Sights sights = new Sights();
    private Guest guest;

    @AfterEach
    void close() {
        if (guest != null) {
            guest.close();
        }
    }

    @TestFactory
    @DisplayName("in the guest")
    Stream<DynamicTest> inGuest() throws IOException, InterruptedException {
        Optional<String> whyNot = Guest.whyNot();
        if (whyNot.isPresent()) {
            return Stream.of(skipped(whyNot.get()));
        }
        guest = Guest.running(System.getProperty("lab.tests"));
        return Stream.concat(
                Stream.generate(guest::next)
                        .takeWhile(Optional::isPresent)
                        .map(Optional::get)
                        .map(this::relay),
                Stream.of(
                        dynamicTest("the guest ends in order", this::shouldEndInOrder),
                        dynamicTest("the page of kernels says what was seen", this::shouldStandOnThePage)));
    }

    /** A test of its own: a factory that is skipped is not counted by anybody. */
    private static DynamicTest skipped(String whyNot) {
        return dynamicTest("all tests", () -> {
            throw new TestAbortedException("no test runs in a real kernel: " + whyNot);
        });
    }

    /** A test that has started there starts here, and takes as long as its end takes to arrive. */
    private DynamicTest relay(Report started) {
        return dynamicTest(started.test(), () -> {
            Report end = end(started);
            assertThat(end.test()).as("the test that ended").isEqualTo(started.test());
            sights.ended(started, end);
            verdict(end);
        });
    }

    private Report end(Report started) {
        while (true) {
            Report next = guest.next().orElseGet(() -> unfinished(started));
            Optional<Seen> seen = Seen.in(next);
            if (seen.isEmpty()) {
                return next;
            }
            sights.seen(seen.get());
        }
    }

    private static Report unfinished(Report started) {
        return new Report(News.FAILED, started.test(), "the guest ended during this test; itests/lab/run says how");
    }

    private static void verdict(Report end) {
        switch (end.news()) {
            case PASSED -> {}
            case SKIPPED -> throw new TestAbortedException(end.detail());
            case FAILED -> throw new GuestFailure(end);
            case STARTED, SEEN ->
                throw new IllegalStateException("a test ends before the next starts: test=" + end.test());
        }
    }

    private void shouldEndInOrder() throws InterruptedException {
        assertThat(guest.exitCode())
                .as("exit code of itests/lab/run, which says in its own lines what went wrong")
                .isZero();
    }

    private void shouldStandOnThePage() throws IOException {
        String names = System.getProperty("lab.tests");
        assumeTrue(EVERY_TEST.equals(names), "only a run of all tests fills the page: lab.tests=" + names);
        String release = Guest.kernelRelease();
        assumeTrue(
                release.startsWith(PAGES_KERNEL),
                "the page is about Linux " + PAGES_KERNEL + "x: this kernel is " + release);
        KernelPage page = new KernelPage(Guest.root().resolve("docs/real-kernel.md"), Guest.kernel());
        page.compare("features", sights.features());
        page.compare("solver", sights.table("memory"));
    }

    /** A failure in the guest: its message is the guest's own stack trace, ours would say nothing. */
    private static final class GuestFailure extends AssertionError {
        private static final long serialVersionUID = 1;

        GuestFailure(Report end) {
            super(end.test() + "\n" + end.detail());
            setStackTrace(new StackTraceElement[0]);
        }
    }
}
