package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;

/** Where memory is, how it is identified, and which constraints it keeps. */
abstract class ExporterPlaceRules extends ExporterFixture {
    private static final int MANY = 16;

    @Rule("EXP-3")
    void shouldHaveTheSizeThatWasAskedFor() {
        for (long bytes : List.of(PAGE, 3 * PAGE, piece(), piece() + PAGE)) {
            ExportedMemory memory = take(Math.min(bytes, largest()));

            assertThat(memory.size()).as("size()").isEqualTo(Math.min(bytes, largest()));
        }
    }

    @Rule("EXP-4")
    void shouldOfferTheMappingTypesThatItSaid() {
        ExportedMemory memory = take(piece());
        List<MappingType> types = capabilities().mappingTypes();

        assertThat(memory.cookies())
                .extracting(MemoryCookie::type)
                .as("types of the cookies")
                .isEqualTo(types.stream()
                        .filter(type -> type != MappingType.PRIVATE)
                        .toList());
        assertThat(memory.privateMapper().isPresent())
                .as("a private mapper is there")
                .isEqualTo(types.contains(MappingType.PRIVATE));
    }

    @Rule("EXP-5")
    void shouldCoverExactlyItsSizeWithEachCookie() {
        ExportedMemory memory = take(piece() + PAGE);
        List<MemoryCookie> first = memory.cookies();
        take(piece());

        assumeTrue(Places.of(memory).isPresent(), "no cookie of this memory tells where it is");
        assertThat(first).filteredOn(cookie -> Places.of(cookie).isPresent()).allSatisfy(cookie -> assertThat(
                        Places.bytes(Places.of(cookie).orElseThrow()))
                .as("bytes of %s", cookie)
                .isEqualTo(memory.size()));
        assertThat(memory.cookies()).as("the cookies, asked again").isEqualTo(first);
    }

    @Rule("EXP-6")
    void shouldLieWithinItsAddresses() {
        for (ExportedMemory memory : takeMany()) {
            assertThat(places(memory)).allSatisfy(segment -> {
                assertThat(Long.compareUnsigned(
                                segment.address(), capabilities().lowestAddress()))
                        .as("%s against lowestAddress", segment)
                        .isNotNegative();
                assertThat(Long.compareUnsigned(
                                segment.lastAddress(), capabilities().highestAddress()))
                        .as("%s against highestAddress", segment)
                        .isNotPositive();
            });
        }
    }

    @Rule("EXP-7")
    void shouldBeAlignedAsItSaid() {
        for (ExportedMemory memory : takeMany()) {
            assertThat(places(memory)).allSatisfy(segment -> assertThat(Long.remainderUnsigned(
                            segment.address(), capabilities().alignment()))
                    .as(
                            "address of %s modulo alignment %s",
                            segment, capabilities().alignment())
                    .isZero());
        }
    }

    @Rule("EXP-8")
    void shouldBeOneRunWhenItPromisesOne() {
        assumeTrue(capabilities().contiguity() != Contiguity.SCATTERED, "the memory is scattered, and says so");

        for (ExportedMemory memory : takeMany()) {
            assertThat(places(memory)).as("runs of plain bytes").hasSize(1);
        }
        assertThat(exporter().expectedRuns(piece())).as("expectedRuns").isEqualTo(1);
    }

    @Rule("EXP-9")
    void shouldExpectAtLeastOneRun() {
        for (long bytes : List.of(PAGE, piece(), largest())) {
            assertThat(exporter().expectedRuns(bytes))
                    .as("expectedRuns(%s)", bytes)
                    .isBetween(1, (int) Math.min(Integer.MAX_VALUE, bytes / PAGE));
        }
    }

    @Rule("EXP-10")
    void shouldNeverGiveTheSamePlaceTwice() {
        List<Segment> all = new ArrayList<>();
        takeMany().forEach(memory -> all.addAll(places(memory)));

        assertThat(Places.overlap(all)).as("places of two buffers that overlap").isEmpty();
    }

    @Rule("EXP-11")
    void shouldKeepTheReachOrRefuse() {
        for (int bits = 12; bits < Long.SIZE; bits++) {
            Constraints reach = Constraints.builder().addressBits(bits).build();
            List<Segment> placed = placed(reach);

            assertThat(placed).as("places for %s address bits", bits).allSatisfy(segment -> assertThat(
                            Long.compareUnsigned(segment.lastAddress(), reach.highestAddress()))
                    .as("%s against the highest address 0x%x", segment, reach.highestAddress())
                    .isNotPositive());
        }
    }

    @Rule("EXP-12")
    void shouldKeepTheNumberOfRunsOrRefuse() {
        for (int most : List.of(1, 2, 3, 8)) {
            assertThat(placed(Constraints.builder().maxSegments(most).build()))
                    .as("runs when at most %s will do", most)
                    .hasSizeLessThanOrEqualTo(most);
        }
    }

    @Rule("EXP-13")
    void shouldKeepTheAlignmentOrRefuse() {
        for (long alignment : List.of(PAGE, 3 * PAGE, 16 * PAGE, 64L << 10, 1L << 20, 1L << 40)) {
            assertThat(placed(Constraints.builder().addressAlignment(alignment).build()))
                    .allSatisfy(segment -> assertThat(Long.remainderUnsigned(segment.address(), alignment))
                            .as("address of %s modulo wanted alignment %s", segment, alignment)
                            .isZero());
        }
    }

    @Rule("EXP-47")
    void shouldKeepEachAlignmentThatItSaid() {
        long most = capabilities().alignableTo();
        assumeTrue(most > 0, "the heap cannot be asked for alignments beyond its own");

        for (long alignment : List.of(PAGE, 3 * PAGE, 5 * PAGE, 16 * PAGE, 1L << 20, most)) {
            if (alignment <= most) {
                giveAllBack();
                // The second of two that are out cannot lie where the range happens to begin.
                take(PAGE);
                Constraints wanted =
                        Constraints.builder().addressAlignment(alignment).build();
                assertThat(places(take(PAGE, wanted)))
                        .allSatisfy(segment -> assertThat(Long.remainderUnsigned(segment.address(), alignment))
                                .as("address of %s modulo wanted alignment %s", segment, alignment)
                                .isZero());
            }
        }
    }

    /**
     * Places of memory that is asked for with a constraint, after some was taken; none if it is refused. Of memory that only its
     * exporter can map, the mapping keeps the constraint.
     */
    private List<Segment> placed(Constraints constraints) {
        giveAllBack();
        leaveHoles();
        List<Segment> none = List.of();
        try {
            ExportedMemory memory = take(piece(), constraints);
            return memory.privateMapper().isPresent() && Places.of(memory).isEmpty()
                    ? placesSeen(memory, constraints).orElse(none)
                    : places(memory);
        } catch (EntrepotException e) {
            assertThat(e.reason()).as(e.getMessage()).isIn(Reason.REFUSED, Reason.OUT_OF_MEMORY);
            return none;
        }
    }

    /** Every other page of some is given back, so that a heap that fills holes is tempted to. */
    private void leaveHoles() {
        List<ExportedMemory> pages = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            pages.add(take(PAGE));
        }
        for (int i = 0; i < MANY; i += 2) {
            give(pages.get(i));
        }
    }

    /** Buffers of several sizes, and some given back in between, so that the heap is used as in life. */
    private List<ExportedMemory> takeMany() {
        List<ExportedMemory> many = new ArrayList<>();
        for (int i = 0; i < MANY && exporter().usage().largestRun() > 2 * piece(); i++) {
            ExportedMemory hole = take(PAGE);
            many.add(take(PAGE * (1 + i % 5)));
            give(hole);
        }
        assertThat(many).as("buffers that an empty heap gave").isNotEmpty();
        return many;
    }
}
