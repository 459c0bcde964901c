package org.entrepot.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.infra.runners.TestList;

/** Two threads meet in the engine's small concurrent parts: what must not be seen is not, and what may be seen is. */
class RacesIT {
    /** How much longer a race is run whose outcomes were not all seen in the time that is enough for most. */
    private static final int LONGER = 10;

    private static final int MILLIS = Integer.getInteger("races.millis");
    private static final int ROUNDS = Integer.getInteger("races.rounds");
    private static final String TESTS = System.getProperty("races.tests");

    private final Races races = new Races(ROUNDS);

    @TestFactory
    Stream<DynamicTest> shouldSeeWhatMayBeAndNothingElseWhenTwoThreadsMeet() throws IOException {
        assumeThat(Runtime.getRuntime().availableProcessors())
                .as("processors for two threads that meet")
                .isGreaterThan(1);
        races.prepare();
        races.run(selected(), MILLIS);
        lookLonger();
        List<Verdict> verdicts = races.verdicts();
        print(verdicts);
        assertThat(verdicts.stream().map(verdict -> verdict.result().getName()))
                .as("races that ended, of those selected by %s", TESTS)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(selected());
        return verdicts.stream().map(verdict -> DynamicTest.dynamicTest(verdict.name(), () -> judge(verdict)));
    }

    /** A race that has shown something forbidden is over; one that has shown too little has not begun. */
    private void lookLonger() throws IOException {
        List<String> again = races.verdicts().stream()
                .filter(verdict -> verdict.isClean() && !verdict.unseen().isEmpty())
                .map(verdict -> verdict.result().getName())
                .toList();
        races.run(again, MILLIS * LONGER);
    }

    private static List<String> selected() {
        Pattern tests = Pattern.compile(TESTS);
        return TestList.tests().stream()
                .filter(test -> tests.matcher(test).find())
                .sorted()
                .toList();
    }

    private static void judge(Verdict verdict) {
        assertThat(verdict.isClean())
                .as("nothing forbidden is seen:%n%s", verdict.table())
                .isTrue();
        assertThat(verdict.unseen())
                .as("what may be seen is, for otherwise the threads did not meet:%n%s", verdict.table())
                .isEmpty();
    }

    private static void print(List<Verdict> verdicts) {
        verdicts.forEach(verdict -> System.out.println(verdict.line()));
    }
}
