package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.lab.Report.News;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void shouldArriveAsSentWhenTheDetailHasLinesAndTabs() {
        Report sent = new Report(News.FAILED, "Some.should()", "first\n\tat second\u2026\n");

        assertThat(Report.of(sent.line())).contains(sent);
    }

    @Test
    void shouldBeOneLine() {
        assertThat(new Report(News.SKIPPED, "Some.should()", "a\nb").line()).doesNotContain("\n");
    }

    @Test
    void shouldLeaveALineAloneWhenItIsSomebodyElses() {
        assertThat(Report.of("@lab of another kind")).isEmpty();
        assertThat(Report.of("a\tb\tc\td")).isEmpty();
    }
}
