package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.AnyConstraints.Three;

/** What merged values mean: memory that suits them suits each of those who spoke, and the other way round. */
class AcceptancePropertiesTest {
    /** The largest buffer there is: sizes, strides, offsets and rows are within. */
    private static final long LARGEST = Integer.MAX_VALUE & -4096L;

    @Provide
    Arbitrary<Three<?>> threeOfAField() {
        return AnyConstraints.threeOfAField();
    }

    @Provide
    Arbitrary<Fact> facts() {
        return Fact.any();
    }

    @Property(seed = "20261125", tries = 3000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldAcceptWhatBothAcceptAndNothingElseWhenMerged(
            @ForAll("threeOfAField") Three<?> values, @ForAll("facts") Fact fact) {
        check(values, fact);
        Statistics.label("verdict").coverage(coverage -> {
            for (ConstraintField<?> field : ConstraintField.all()) {
                coverage.check(field.name(), true).count(accepted -> accepted >= 10);
                coverage.check(field.name(), false).count(refused -> refused >= 10);
            }
        });
    }

    private static <T> void check(Three<T> values, Fact fact) {
        ConstraintField<T> field = values.field();
        T merged = field.merge(values.one(), values.two());
        for (long number : numbers(field, fact.number(), List.of(values.one(), values.two(), merged))) {
            Fact at = fact.with(number);
            boolean both = at.isFineFor(field, values.one()) && at.isFineFor(field, values.two());
            assertThat(at.isFineFor(field, merged))
                    .as("%s of %s and %s is %s at %s", field, values.one(), values.two(), merged, at)
                    .isEqualTo(both);
            Statistics.label("verdict").collect(field.name(), both);
        }
    }

    /** Numbers near the limits, where a rule shows, and some that have nothing to do with them. */
    private static long[] numbers(ConstraintField<?> field, long salt, List<?> limits) {
        LongStream near = limits.stream()
                .mapToLong(AcceptancePropertiesTest::limit)
                .flatMap(limit -> LongStream.of(limit - 1, limit, limit + 1, limit * (salt & 7), limit & salt));
        LongStream all = LongStream.concat(LongStream.of(0, 1, salt), near);
        boolean isAddress = field.name().startsWith("address") || field == ConstraintField.SEGMENT_BOUNDARY;
        return all.filter(number -> isAddress || (number >= 0 && number <= LARGEST) || isSize(field, number))
                .toArray();
    }

    /**
     * An alignment that nothing can keep is the largest number, which is a multiple of itself; but no buffer holds such a stride,
     * such an offset or so many rows.
     */
    private static boolean isSize(ConstraintField<?> field, long number) {
        return number >= 0 && !field.name().endsWith("Alignment");
    }

    private static long limit(Object value) {
        if (value instanceof Range range) {
            return (range.least() & 1) == 0 ? range.least() : range.most();
        }
        return value instanceof Long number ? number : 0;
    }

    @Property(seed = "20261125", tries = 1000)
    void shouldBeTheLeastCommonMultipleWhenAlignmentsMerge(
            @ForAll @LongRange(min = 1, max = 300) long one, @ForAll @LongRange(min = 1, max = 300) long two) {
        long least = LongStream.iterate(one, multiple -> multiple + one)
                .filter(multiple -> multiple % two == 0)
                .findFirst()
                .orElseThrow();

        assertThat(ConstraintField.STRIDE_ALIGNMENT.merge(one, two)).isEqualTo(least);
        assertThat(ConstraintField.ADDRESS_ALIGNMENT.merge(one, two)).isEqualTo(least);
    }

    @Provide
    Arbitrary<FormatModifiers> formats() {
        return AnyConstraints.formats();
    }

    @Property(seed = "20261125", tries = 1000)
    void shouldTakeTheIntersectionOfPairsWhenFormatsMerge(
            @ForAll("formats") FormatModifiers one, @ForAll("formats") FormatModifiers two) {
        FormatModifiers both = one.and(two);
        Modifier unheardOf = new Modifier(0x0200_0000_0000_0007L);
        for (PixelFormat format : PixelFormat.values()) {
            for (Modifier modifier : List.of(
                    Modifier.LINEAR, Modifier.INVALID, AnyConstraints.TILED, AnyConstraints.COMPRESSED, unheardOf)) {
                assertThat(both.takes(format, modifier))
                        .as("%s with %s by %s and %s", format, modifier, one, two)
                        .isEqualTo(one.takes(format, modifier) && two.takes(format, modifier));
            }
        }
        assertThat(both.isNone()).isEqualTo(both.pairs().isEmpty());
        assertThat(FormatModifiers.of(both.pairs())).isEqualTo(both);
    }

    @Provide
    Arbitrary<BufferCounts> counts() {
        return Arbitraries.integers()
                .between(0, 400)
                .list()
                .ofSize(3)
                .map(counts -> new BufferCounts(counts.get(0), counts.get(1), counts.get(2)));
    }

    @Property(seed = "20261125", tries = 1000)
    @StatisticsReport(onFailureOnly = true)
    void shouldNeedAsManyBuffersWhenParticipantsSpeakInAnotherOrder(
            @ForAll("counts") BufferCounts one,
            @ForAll("counts") BufferCounts two,
            @ForAll("counts") BufferCounts three) {
        assertThat(two.plus(one)).isEqualTo(one.plus(two));
        assertThat(one.plus(BufferCounts.NONE)).isEqualTo(one);
        boolean fits = one.camping() + two.camping() + three.camping() <= 1024
                && one.dedicatedSlack() + two.dedicatedSlack() + three.dedicatedSlack() <= 1024;
        Statistics.label("fits").collect(fits);
        if (fits) {
            BufferCounts all = one.plus(two).plus(three);
            assertThat(one.plus(two.plus(three))).isEqualTo(all);
            assertThat(all.total()).isGreaterThanOrEqualTo(Math.max(one.total(), Math.max(two.total(), three.total())));
        }
        Statistics.label("fits").coverage(coverage -> coverage.check(true).percentage(share -> share > 50));
    }

    @Property(seed = "20261125", tries = 500)
    void shouldReachWhatTheMaskReachesWhenItHasGaps(
            @ForAll @IntRange(min = 12, max = 64) int bits, @ForAll long gaps, @ForAll long salt) {
        long mask = (bits == 64 ? -1L : (1L << bits) - 1) & (gaps | 4095);
        Constraints device = Constraints.builder().addressMask(mask).build();
        long address = Long.remainderUnsigned(salt, Math.max(1, device.highestAddress()));

        assertThat(address & ~mask).as("every address up to the highest").isZero();
        assertThat(device.addressBits()).isBetween(12, bits);
    }
}
