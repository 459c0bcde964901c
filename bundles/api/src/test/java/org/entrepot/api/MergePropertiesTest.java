package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.AnyConstraints.Three;

/** The laws of merging: it does not matter who speaks first, nor how often, and nobody ever makes it fail. */
class MergePropertiesTest {
    private static final int TRIES = 1500;

    @Provide
    Arbitrary<Three<?>> threeOfAField() {
        return AnyConstraints.threeOfAField();
    }

    @Provide
    Arbitrary<Constraints> constraints() {
        return AnyConstraints.whole();
    }

    @Property(seed = "20261125", tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldBeTheSameWhenValuesOfAFieldMergeInAnotherOrder(@ForAll("threeOfAField") Three<?> values) {
        checkOrder(values);
        Statistics.label("field").collect(values.field().name());
        Statistics.label("field").coverage(coverage -> ConstraintField.all().forEach(field -> coverage.check(
                        field.name())
                .count(seen -> seen >= TRIES / (2 * ConstraintField.all().size()))));
    }

    private static <T> void checkOrder(Three<T> values) {
        ConstraintField<T> field = values.field();
        T pair = field.merge(values.one(), values.two());
        assertThat(field.merge(values.two(), values.one())).as("commutative").isEqualTo(pair);
        assertThat(field.merge(values.one(), field.merge(values.two(), values.three())))
                .as("associative")
                .isEqualTo(field.merge(pair, values.three()));
        assertThat(field.merge(values.one(), values.one())).as("idempotent").isEqualTo(values.one());
        assertThat(field.merge(pair, values.two()))
                .as("saying it again changes nothing")
                .isEqualTo(pair);
    }

    @Property(seed = "20261125", tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void shouldMergeToAValueOfTheFieldWhenValuesContradictEachOther(@ForAll("threeOfAField") Three<?> values) {
        checkValid(values);
    }

    private static <T> void checkValid(Three<T> values) {
        ConstraintField<T> field = values.field();
        T merged = field.merge(field.merge(values.one(), values.two()), values.three());
        assertThat(Constraints.builder().set(field, merged).build().get(field)).isEqualTo(merged);
        assertThat(field.read(field.plain(merged))).as("plain form").isEqualTo(merged);
    }

    @Property(seed = "20261125", tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void shouldKeepAValueWhenTheOtherConstrainsNothing(@ForAll("threeOfAField") Three<?> values) {
        checkIdentity(values);
    }

    /** Saying nothing of a row pitch says that the device spans none, which is a limit: it wins over one that spans some. */
    private static <T> void checkIdentity(Three<T> values) {
        ConstraintField<T> field = values.field();
        T expected = field == ConstraintField.ROW_PITCH ? field.unconstrained() : values.one();
        assertThat(field.merge(values.one(), field.unconstrained())).isEqualTo(expected);
    }

    @Property(seed = "20261125", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldBeTheSameWhenWholeConstraintsMergeInAnotherOrder(
            @ForAll("constraints") Constraints one,
            @ForAll("constraints") Constraints two,
            @ForAll("constraints") Constraints three) {
        Constraints pair = one.merge(two);

        assertThat(two.merge(one)).isEqualTo(pair).hasSameHashCodeAs(pair);
        assertThat(one.merge(two.merge(three))).isEqualTo(pair.merge(three));
        assertThat(one.merge(one)).isEqualTo(one);
        assertThat(pair.merge(two)).isEqualTo(pair);
        assertThat(one.merge(Constraints.NONE))
                .isEqualTo(one.toBuilder().rowPitch(0).build());
    }

    @Property(seed = "20261125", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldMergeEachFieldByItsRuleWhenWholeConstraintsMerge(
            @ForAll("constraints") Constraints one, @ForAll("constraints") Constraints two) {
        Constraints merged = one.merge(two);

        ConstraintField.all().forEach(field -> checkField(field, one, two, merged));
    }

    private static <T> void checkField(ConstraintField<T> field, Constraints one, Constraints two, Constraints merged) {
        assertThat(merged.get(field)).as(field.name()).isEqualTo(field.merge(one.get(field), two.get(field)));
    }

    @Property(seed = "20261125", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldBeTheSameWhenWrittenAndReadInPlainForm(
            @ForAll("constraints") Constraints one, @ForAll("constraints") Constraints two) {
        Constraints merged = one.merge(two);

        assertThat(Constraints.ofPlain(merged.plain())).isEqualTo(merged);
        assertThat(Constraints.ofPlain(one.plain())).isEqualTo(one);
        assertThat(one.toBuilder().build()).isEqualTo(one);
        assertThat(one.plain().values())
                .as("what JSON holds")
                .allMatch(value -> value instanceof Long || value instanceof String || value instanceof List);
    }
}
