package org.entrepot.core.internal.selection.examiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.Explanation;
import org.entrepot.api.ImageLayout;
import org.entrepot.core.internal.selection.examiner.Pictures.Pixels;

/**
 * What the selection answers, held against a solver that tries everything. Left out are devices that nobody builds: whose segments
 * would have to begin at multiples that do not fit into their longest segment, between their boundaries or into what they reach in
 * a row. For those the selection looks no further than one run, while somebody who tries everything finds scattered places; a plan
 * for them that is made must work nevertheless ({@link PlanPropertiesTest}).
 */
class SelectionPropertiesTest {
    @Provide
    Arbitrary<World> worlds() {
        return Worlds.any().filter(Worlds::isOfUsualDevices);
    }

    @Property(seed = "20261125", tries = 2500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldAnswerAsOneWhoTriesEverythingWhenTheWorldIsSmall(@ForAll("worlds") World world) {
        BruteForce.Answer expected = BruteForce.solve(world);
        Explanation explanation = Staged.plan(world).explanation();

        if (world.isTurned()) {
            checkTurned(explanation, expected);
        } else {
            check(explanation, expected);
        }
        collect(world, expected);
    }

    private static void check(Explanation explanation, BruteForce.Answer expected) {
        assertThat(Answers.serving(explanation)).as("%s", explanation).isEqualTo(expected.heaps());
        if (!expected.heaps().isEmpty()) {
            assertThat(Answers.taken(explanation)).as("%s", explanation).isEqualTo(expected.combination());
            assertThat(pixels(explanation)).isEqualTo(expected.pixels());
            assertThat(explanation.chosen().orElseThrow().exporter())
                    .isEqualTo(expected.heaps().get(0));
        }
    }

    /** A turned image is padded for the widest samples there are; who counts up finds smaller ones, which fit where it does not. */
    private static void checkTurned(Explanation explanation, BruteForce.Answer expected) {
        List<String> serving = Answers.serving(explanation);
        if (!serving.isEmpty()) {
            assertThat(expected.combination()).as("%s", explanation).isBetween(0, Answers.taken(explanation));
        }
        if (!serving.isEmpty()
                && Answers.taken(explanation) == expected.combination()
                && pixels(explanation).equals(expected.pixels())) {
            assertThat(expected.heaps()).as("%s", explanation).containsAll(serving);
        }
    }

    private static Optional<Pixels> pixels(Explanation explanation) {
        return explanation.layout().orElseThrow() instanceof ImageLayout image
                ? Optional.of(new Pixels(image.format(), image.modifier()))
                : Optional.empty();
    }

    private static void collect(World world, BruteForce.Answer answer) {
        boolean served = !answer.heaps().isEmpty();
        Statistics.label("served").collect(served);
        Statistics.label("served devices").collect(served ? world.devices().size() : -1);
        Statistics.label("taken").collect(answer.combination());
        Statistics.label("could serve").collect(answer.heaps().size());
        Statistics.label("served").coverage(coverage -> {
            coverage.check(true).percentage(share -> share >= 20);
            coverage.check(false).percentage(share -> share >= 20);
        });
        Statistics.label("served devices").coverage(coverage -> List.of(1, 2, 3)
                .forEach(devices -> coverage.check(devices).count(count -> count >= 5)));
        Statistics.label("taken").coverage(coverage -> coverage.check(1).count(count -> count >= 1));
        Statistics.label("could serve").coverage(coverage -> coverage.check(2).count(count -> count >= 10));
    }
}
