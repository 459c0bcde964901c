package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.entrepot.api.Cacheability;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Protection;
import org.entrepot.core.internal.selection.examiner.World.Kind;
import org.entrepot.core.internal.selection.examiner.World.Place;
import org.entrepot.core.internal.selection.examiner.World.Rank;
import org.entrepot.core.internal.selection.examiner.World.Shown;

/** Heaps of all kinds. A range is small, so that every place of it can be tried, and large beside what is asked for. */
final class Heaps {
    private static final long BYTES = 0x20_0000;

    private Heaps() {}

    /** Places below, above and on both sides of 4 GiB, and of 2 MiB. */
    static Arbitrary<Place> places() {
        Arbitrary<Long> lowest = Arbitraries.of(0x10_0000L, 0x20_0000L, 0xfff0_0000L, 0x1_0000_0000L);
        Arbitrary<Long> alignments = Worlds.often(4096L, 8192L, 16384L);
        Arbitrary<Long> alignable = Worlds.often(0L, 4096L, 16384L, 65536L);
        Arbitrary<Long> largest = Worlds.often(Heaps.BYTES, 4096L, 16384L);
        return Combinators.combine(
                        lowest,
                        alignments,
                        alignable,
                        Worlds.often(Contiguity.SCATTERED, Contiguity.ONE_RUN, Contiguity.ROWS),
                        Arbitraries.integers().between(1, 4),
                        largest)
                .as((low, alignment, most, contiguity, runs, size) ->
                        new Place(low, low + BYTES - 1, alignment, most, contiguity, runs, size));
    }

    static Arbitrary<Kind> kinds() {
        return Combinators.combine(
                        Worlds.often(CoherencyDomain.CPU, CoherencyDomain.values()),
                        Worlds.often(Cacheability.CACHED, Cacheability.values()),
                        Worlds.often(Protection.OPEN, Protection.OPEN, Protection.SECURE),
                        Arbitraries.frequency(
                                Tuple.of(8, Direction.BIDIRECTIONAL),
                                Tuple.of(1, Direction.TO_DEVICE),
                                Tuple.of(1, Direction.FROM_DEVICE)))
                .as(Kind::new);
    }

    static Arbitrary<Shown> shown() {
        Arbitrary<List<MappingType>> types = Arbitraries.frequency(
                Tuple.of(3, List.of(MappingType.PAGES)),
                Tuple.of(5, List.of(MappingType.PAGES, MappingType.FD, MappingType.PRIVATE)),
                Tuple.of(2, List.of(MappingType.PRIVATE)),
                Tuple.of(1, List.of(MappingType.DEVICE_ADDRESS, MappingType.PRIVATE)));
        Arbitrary<List<Orientation>> orientations = Arbitraries.frequency(
                Tuple.of(2, List.of(Orientation.values())), Tuple.of(1, List.of(Orientation.ROTATE_0)));
        return Combinators.combine(
                        types,
                        orientations,
                        Arbitraries.frequency(Tuple.of(6, true), Tuple.of(1, false)),
                        Arbitraries.frequency(Tuple.of(12, false), Tuple.of(1, true)))
                .as(Shown::new);
    }

    static Arbitrary<Rank> ranks() {
        return Combinators.combine(
                        Arbitraries.of(Supply.class),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2))
                .as(Rank::new);
    }
}
