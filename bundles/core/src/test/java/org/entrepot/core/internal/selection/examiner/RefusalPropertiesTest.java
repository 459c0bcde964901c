package org.entrepot.core.internal.selection.examiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.Constraint;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;

/**
 * A refusal is true: who no longer wants what it names is no longer refused for it. Worlds here have one format, one modifier and no
 * alternatives: where there is a choice, what is dropped may lead to another choice, and the explanation speaks of that one.
 */
class RefusalPropertiesTest {
    /** More rounds than there are rules that can hide one another: without a layout nothing is said of its size. */
    private static final int ROUNDS = 8;

    private static final Set<Constraint> ARISING = EnumSet.of(
            Constraint.ADDRESS_BITS,
            Constraint.MAX_SEGMENTS,
            Constraint.ADDRESS_ALIGNMENT,
            Constraint.HEIGHT_ALIGNMENT,
            Constraint.PADDING,
            Constraint.IMAGE_SIZE,
            Constraint.SIZE,
            Constraint.FORMAT,
            Constraint.MODIFIER,
            Constraint.COHERENCY,
            Constraint.CACHEABILITY,
            Constraint.PROTECTION,
            Constraint.USAGE,
            Constraint.MAPPING_TYPE,
            Constraint.MAPPER,
            Constraint.ORIENTATION,
            Constraint.CPU_ACCESS,
            Constraint.STATE);

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.any().map(Worlds::withoutChoice);
    }

    @Property(seed = "20261125", tries = 4000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldNotRefuseForAConstraintWhenItsParticipantDropsIt(@ForAll("worlds") World world) {
        for (Verdict verdict : Staged.plan(world).explanation().verdicts()) {
            for (Refusal refusal : verdict.refusals()) {
                Explanation dropped = Staged.plan(Dropping.of(world, verdict.exporter(), refusal))
                        .explanation();

                assertThat(Answers.refusals(dropped, verdict.exporter()))
                        .as("%s refused, %s", verdict.exporter(), refusal)
                        .noneMatch(again -> again.constraint() == refusal.constraint()
                                && again.participant().equals(refusal.participant()));
                Statistics.label("refused").collect(refusal.constraint());
            }
        }
        Statistics.label("refused")
                .coverage(coverage ->
                        ARISING.forEach(constraint -> coverage.check(constraint).count(seen -> seen >= 1)));
    }

    @Property(seed = "20261125", tries = 500, edgeCases = EdgeCasesMode.NONE)
    void shouldServeInTheEndWhenEverythingThatIsNamedIsDropped(@ForAll("worlds") World world) {
        Assume.that(!world.heaps().isEmpty());
        String exporter = world.heaps().get(0).name();
        World eased = world;
        List<Refusal> refusals = Answers.refusals(Staged.plan(eased).explanation(), exporter);
        for (int i = 0; i < ROUNDS && !refusals.isEmpty(); i++) {
            for (Refusal refusal : refusals) {
                eased = Dropping.of(eased, exporter, refusal);
            }
            refusals = Answers.refusals(Staged.plan(eased).explanation(), exporter);
        }
        assertThat(refusals).isEmpty();
        assertThat(Staged.plan(eased).explanation().verdicts())
                .anyMatch(verdict -> verdict.outcome() == Outcome.CHOSEN);
        assertThat(BruteForce.solve(eased).heaps()).contains(exporter);
    }
}
