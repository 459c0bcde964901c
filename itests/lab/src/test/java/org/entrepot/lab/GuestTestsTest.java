package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.entrepot.lab.Report.News;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** What the guest's program tells, here in a JVM of the host. */
class GuestTestsTest {
    @Test
    void shouldTellWhatBecameOfATest() throws Exception {
        assertThat(reports("Plain", 0))
                .extracting(Report::news, Report::test)
                .containsExactlyInAnyOrder(
                        tuple(News.STARTED, "Plain.passes"),
                        tuple(News.PASSED, "Plain.passes"),
                        tuple(News.STARTED, "Plain.fails"),
                        tuple(News.FAILED, "Plain.fails"),
                        tuple(News.STARTED, "Plain.isSkipped"),
                        tuple(News.SKIPPED, "Plain.isSkipped"),
                        tuple(News.STARTED, "Plain.isDisabled"),
                        tuple(News.SKIPPED, "Plain.isDisabled"));
    }

    @Test
    void shouldTellTheStackTraceWhenATestFailed() throws Exception {
        assertThat(reports("Plain", 0))
                .filteredOn(report -> report.news() == News.FAILED)
                .singleElement()
                .satisfies(report -> assertThat(report.detail())
                        .contains("one is not two", "at " + Plain.class.getName() + ".fails"));
    }

    @Test
    void shouldTellOfTheClassWhenNoneOfItsTestsCanRun() throws Exception {
        assertThat(reports("Lacking", 0)).extracting(Report::news).containsExactly(News.STARTED, News.SKIPPED);
        assertThat(reports("Broken", 0)).extracting(Report::news).containsExactly(News.STARTED, News.FAILED);
    }

    @Test
    void shouldTellWhatATestAndItsClassUsed() throws Exception {
        assertThat(reports("Using", 0))
                .filteredOn(report -> report.news() == News.PASSED)
                .extracting(Report::test, report -> Used.in(report.detail()))
                .containsExactlyInAnyOrder(
                        tuple("Using.usesAnother", Set.of("`/dev/null`", "vivid")),
                        tuple("Using.usesNoMore", Set.of("`/dev/null`")));
    }

    @Test
    void shouldLeaveATestUnfinishedWhenTheJvmEnds() throws Exception {
        assertThat(reports("Deadly", 9)).extracting(Report::news).containsExactly(News.STARTED);
    }

    @Test
    void shouldEndWithAFailureWhenThereIsNothingToRun() throws Exception {
        assertThat(reports("NoSuchClass", 1)).isEmpty();
    }

    private static List<Report> reports(String sample, int exitCode) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Guest.jvm());
        command.addAll(Guest.program(".*GuestTestsTest." + sample));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Report> reports = process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .map(Report::of)
                .flatMap(Optional::stream)
                .toList();
        assertThat(process.waitFor()).isEqualTo(exitCode);
        return reports;
    }

    static class Plain {
        @Test
        void passes() {
            System.out.print("no end of line");
        }

        @Test
        void fails() {
            assertThat(1).as("one is not two").isEqualTo(2);
        }

        @Test
        void isSkipped() {
            abort("no reason");
        }

        @Test
        @Disabled("not today")
        void isDisabled() {}
    }

    static class Using {
        @BeforeAll
        static void need() {
            Need.device("/dev/null");
        }

        @Test
        void usesAnother() {
            Used.device("vivid");
        }

        @Test
        void usesNoMore() {}
    }

    static class Lacking {
        @BeforeAll
        static void need() {
            Need.device("/dev/no-such-device");
        }

        @Test
        void neverRuns() {}
    }

    static class Broken {
        @BeforeAll
        static void breaks() {
            assertThat(1).isEqualTo(2);
        }

        @Test
        void neverRuns() {}
    }

    static class Deadly {
        @Test
        void endsTheJvm() {
            Runtime.getRuntime().halt(9);
        }
    }
}
