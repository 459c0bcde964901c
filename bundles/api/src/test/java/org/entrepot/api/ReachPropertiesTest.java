package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** What a device reaches and how runs are cut for it, held against looking at page after page. */
class ReachPropertiesTest {
    private static final long PAGE = 4096;

    /** Devices whose mask has gaps among the low bits. */
    @Provide
    Arbitrary<Constraints> masked() {
        return Arbitraries.longs().between(0, 255).map(bits -> Constraints.builder()
                .addressMask(bits << 12 | (PAGE - 1))
                .build());
    }

    /** Devices that cut runs. */
    @Provide
    Arbitrary<Constraints> cutting() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 12).map(pages -> pages * PAGE + 100),
                        Arbitraries.of(0L, 2 * PAGE, 4 * PAGE, 16 * PAGE),
                        Arbitraries.of(1L, 64L, 2 * PAGE, 3 * PAGE, 4 * PAGE))
                .as((longest, boundary, alignment) -> Constraints.builder()
                        .maxSegmentSize(longest)
                        .segmentBoundary(boundary)
                        .addressAlignment(alignment)
                        .build());
    }

    @Property(seed = "20261125", tries = 1000)
    void shouldFindTheLongestReachWhenPagesAreLookedAtOneByOne(
            @ForAll("masked") Constraints device,
            @ForAll @LongRange(min = 0, max = 300) long one,
            @ForAll @LongRange(min = 0, max = 300) long two) {
        long first = Math.min(one, two);
        long last = Math.max(one, two);
        long longest = 0;
        long here = 0;
        for (long page = first; page <= last; page++) {
            here = (page * PAGE & ~device.addressMask()) == 0 ? here + 1 : 0;
            longest = Math.max(longest, here);
        }

        assertThat(device.longestReach(first * PAGE, last * PAGE + PAGE - 1)).isEqualTo(longest * PAGE);
        assertThat(device.reaches(first * PAGE, last * PAGE + PAGE - 1)).isEqualTo(longest == last - first + 1);
    }

    @Property(seed = "20261125", tries = 1000)
    @StatisticsReport(onFailureOnly = true)
    void shouldCountTheSegmentsThatARunIsCutInto(
            @ForAll("cutting") Constraints device,
            @ForAll @LongRange(min = 0, max = 20) long multiple,
            @ForAll @LongRange(min = 1, max = 40) long pages) {
        long start = multiple * Multiples.common(PAGE, device.addressAlignment(), Long.MAX_VALUE);
        long count = 0;
        boolean kept = true;
        for (long at = start; at < start + pages * PAGE; count++) {
            long length = device.segment(at, start + pages * PAGE - at);
            kept &= isKept(device, at, length);
            at += length;
        }

        // That no cut is possible is said of some runs that a chance places so that it is: the boundary must be a
        // multiple.
        if (device.segments(start, pages * PAGE) != Long.MAX_VALUE) {
            assertThat(kept).isTrue();
            assertThat(device.segments(start, pages * PAGE)).isEqualTo(count);
        }
        Statistics.label("cut").collect(kept, count > 1, device.segments(start, pages * PAGE) == Long.MAX_VALUE);
        Statistics.label("cut").coverage(coverage -> {
            coverage.check(true, true, false).count(seen -> seen >= 50);
            coverage.check(false, true, true).count(seen -> seen >= 50);
        });
    }

    private static boolean isKept(Constraints device, long at, long length) {
        long boundary = device.segmentBoundary();
        return at % device.addressAlignment() == 0
                && length <= device.maxSegmentSize()
                && (boundary == 0 || at / boundary == (at + length - 1) / boundary);
    }

    @Property(seed = "20261125", tries = 500)
    void shouldReachAllOrNothingWhenTheMaskIsWhole(@ForAll long first, @ForAll long beyond) {
        long last = first + (beyond >>> 1);
        if (Long.compareUnsigned(first, last) <= 0) {
            long bytes = last - first == Long.MAX_VALUE ? Long.MAX_VALUE : last - first + 1;

            assertThat(Constraints.NONE.longestReach(first, last)).isEqualTo(bytes);
        }
        Statistics.collect(Long.compareUnsigned(first, last) <= 0);
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 40));
    }
}
