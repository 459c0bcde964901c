package org.entrepot.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.conformance.Demand;
import org.entrepot.conformance.Rule;
import org.entrepot.conformance.RuleBook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules, their tests and their page say the same. With {@code -Drules.write} the page is brought in line instead.
 */
class RuleBookTest {
    private static final Path ROOT = Path.of(System.getProperty("house.root"));
    private static final Path PAGE = ROOT.resolve("docs/backend-rules.md");
    private static final boolean WRITE = System.getProperty("rules.write") != null;

    private final RulePage page = new RulePage(ROOT);

    @Test
    void shouldCountUpwardsWithoutAGapWhenAChapter() {
        assertThat(RulePage.CONTRACTS.keySet()).allSatisfy(chapter -> {
            String[] numbers = RuleBook.all().stream()
                    .filter(rule -> rule.chapter().equals(chapter))
                    .map(Demand::number)
                    .toArray(String[]::new);
            for (int i = 0; i < numbers.length; i++) {
                assertThat(numbers[i]).isEqualTo(chapter + "-" + (i + 1));
            }
        });
    }

    @Test
    void shouldProveARuleOfItsOwnChapterWhenATest() {
        RulePage.CONTRACTS.forEach((chapter, contract) -> assertThat(RuleBook.tests(contract))
                .isNotEmpty()
                .extracting(RuleBookTest::rule)
                .allSatisfy(rule -> assertThat(rule.chapter()).as("%s", rule).isEqualTo(chapter)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXP", "MAP", "IMP", "BUF", "FEN"})
    void shouldStandOnThePageWhenARule(String chapter) throws IOException {
        assertPart("rules " + chapter, RulePage.rules(chapter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXP", "MAP", "IMP", "BUF", "FEN"})
    void shouldStandOnThePageWhenKept(String chapter) throws IOException {
        assumeTrue(
                page.reports().keySet().containsAll(page.subjects()),
                "not all contracts have run in this build: run="
                        + page.reports().keySet());

        assertPart("kept " + chapter, page.outcomes(chapter));
    }

    private static Demand rule(Method test) {
        return RuleBook.rule(test.getAnnotation(Rule.class).value());
    }

    private static void assertPart(String name, String generated) throws IOException {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end -->";
        String text = Files.readString(PAGE);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end, from);
        assertThat(from).as("part '%s' of %s", name, PAGE).isBetween(begin.length(), to);
        if (WRITE) {
            Files.writeString(PAGE, text.substring(0, from) + generated + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as("part '%s' of %s; bring it in line: mvn verify -pl itests/house -am -Drules.write", name, PAGE)
                    .isEqualTo(generated);
        }
    }
}
