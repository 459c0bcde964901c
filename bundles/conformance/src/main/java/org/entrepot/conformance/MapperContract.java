package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;

/**
 * The rules for a mapper. A test extends this, says which device is behind the mapper, and where memory comes from:
 *
 * <pre>{@code
 * class DirectMapperRulesTest extends MapperContract {
 *     private final ModelMachine machine = new ModelMachine();
 *
 *     @Override protected DeviceProbe probe() { return machine.probe(); }
 *     @Override protected ExportedMemory memory(long bytes) { return ScatteredMemory.take(machine.frames(), bytes); }
 * }
 * }</pre>
 *
 * <p>Each test names its rule; the rules stand in {@code docs/backend-rules.md}.
 */
public abstract class MapperContract extends MapperAccessRules {
    private static final int MANY = 64;
    private static final int ROUNDS = 2_000;
    private static final Constraints STRICT = Constraints.builder()
            .addressBits(32)
            .maxSegments(4)
            .maxSegmentSize(2 * PAGE)
            .segmentBoundary(4 * PAGE)
            .addressAlignment(2 * PAGE)
            .strideAlignment(64)
            .heightAlignment(16)
            .maxSize(1L << 30)
            .build();

    /** For the tests that extend it. */
    protected MapperContract() {}

    @Rule("MAP-1")
    void shouldHaveOneNameAndServeItsDevice() {
        assertThat(mapper().name()).as("name()").isEqualTo(mapper().name()).isNotBlank();
        assertThat(mapper().serves(device().device()))
                .as("serves(%s)", device().device())
                .isTrue();
        assertThat(mapper().serves(
                                DeviceProbe.on("far0", "a-bus-that-is-not-here", mapper(), (a, b) -> {}, (a, b) -> {})
                                        .device()))
                .as("serves a device of another bus")
                .isFalse();
    }

    @Rule("MAP-2")
    void shouldAddNothingWhenItLifts() {
        Constraints left = mapper().lift(STRICT);

        assertThat(left.addressBits()).as("addressBits").isGreaterThanOrEqualTo(STRICT.addressBits());
        assertThat(left.maxSegments()).as("maxSegments").isGreaterThanOrEqualTo(STRICT.maxSegments());
        assertThat(left.maxSegmentSize()).as("maxSegmentSize").isGreaterThanOrEqualTo(STRICT.maxSegmentSize());
        assertThat(left.segmentBoundary()).as("segmentBoundary").isIn(0L, STRICT.segmentBoundary());
        assertThat(STRICT.addressAlignment() % left.addressAlignment())
                .as("addressAlignment")
                .isZero();
        assertThat(left)
                .as("what concerns the image is the device's own")
                .returns(STRICT.strideAlignment(), Constraints::strideAlignment)
                .returns(STRICT.heightAlignment(), Constraints::heightAlignment)
                .returns(STRICT.rowPitch(), Constraints::rowPitch)
                .returns(STRICT.formats(), Constraints::formats);
        assertThat(left.maxSize()).as("maxSize").isLessThanOrEqualTo(STRICT.maxSize());
    }

    @Rule("MAP-3")
    void shouldKeepWhatItsLiftPromises() {
        Constraints own = Constraints.builder().addressBits(32).maxSegments(1).build();
        Constraints left = mapper().lift(own);
        ExportedMemory memory = take(BYTES);
        List<Segment> places = Places.of(memory).orElseThrow();
        assumeTrue(Limits.keeps(places, left) && BYTES <= left.maxSize(), "it lifts too little for this memory");

        try (Reached mapped = map(memory, own, Direction.BIDIRECTIONAL)) {
            assertThat(mapped.segments()).hasSize(1).allMatch(segment -> segment.lastAddress() >>> 32 == 0);
        }
    }

    @Rule("MAP-4")
    void shouldCoverTheMemoryExactly() {
        for (long bytes : List.of(PAGE, 3 * PAGE, BYTES)) {
            ExportedMemory memory = take(bytes);
            DeviceAddresses mapped = mapper().map(request(memory, Constraints.NONE, Direction.TO_DEVICE));
            try (mapped) {
                assertThat(Places.bytes(mapped.segments())).as("bytes mapped").isEqualTo(bytes);
                assertThat(mapped.segments()).as("whole pages").allMatch(segment -> segment.length() % PAGE == 0);
                assertThat(mapped.segments())
                        .as("asked again")
                        .isEqualTo(mapped.segments())
                        .isUnmodifiable();
            }
        }
    }

    @Rule("MAP-5")
    void shouldKeepTheDevicesLimitsOrRefuse() {
        for (Constraints limits : limits()) {
            try (Reached mapped = map(take(BYTES), limits, Direction.TO_DEVICE)) {
                assertThat(Limits.keeps(mapped.segments(), limits))
                        .as("%s keeps %s", mapped.segments(), limits)
                        .isTrue();
            } catch (EntrepotException e) {
                assertThat(e.reason()).as(e.getMessage()).isIn(Reason.REFUSED, Reason.OUT_OF_MEMORY);
            }
        }
    }

    @Rule("MAP-6")
    void shouldRefuseACookieThatItDoesNotUnderstand() {
        ExportedMemory memory = take(BYTES);
        for (MemoryCookie stranger : strangers()) {
            assertThat(mapper().match(device().device(), stranger))
                    .as("match of %s", stranger)
                    .isNotEqualTo(Match.YES);
            assertRefused(stranger, BYTES);
        }
        assertRefused(cookie(memory), BYTES + PAGE);
        map(memory).close();
    }

    @Rule("MAP-15")
    void shouldUnmapOnceWhenClosedTwice() {
        ExportedMemory memory = take(BYTES);
        Reached first = map(memory);
        try (Reached second = map(memory)) {
            first.close();
            first.close();

            assertThat(second.writes(PAGE, (byte) 5))
                    .as("the other mapping of the same memory")
                    .isTrue();
        }
    }

    @Rule("MAP-16")
    void shouldUnmapInAnyOrder() {
        long seed = System.nanoTime();
        List<Reached> mapped = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            mapped.add(map(take(PAGE)));
        }
        Collections.shuffle(mapped, new Random(seed));
        while (!mapped.isEmpty()) {
            Reached gone = mapped.remove(mapped.size() - 1);
            gone.close();
            assertThat(gone.reads(0)).as("seed %s: what is unmapped", seed).isEqualTo(-1);
            assertThat(mapped).as("seed %s: what is still mapped", seed).allMatch(each -> each.reads(0) == 0);
        }
    }

    @Rule("MAP-17")
    void shouldKeepMappingsApart() {
        List<Segment> all = new ArrayList<>();
        List<Reached> mapped = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            mapped.add(map(take(PAGE * (1 + i % 3))));
            all.addAll(mapped.get(i).segments());
        }

        assertThat(Places.overlap(all))
                .as("addresses of two mappings that overlap")
                .isEmpty();
        mapped.forEach(Reached::close);
    }

    @Rule("MAP-18")
    void shouldUseItsAddressesAgain() {
        ExportedMemory memory = take(BYTES);
        Constraints near = smallestReach(memory);
        for (int round = 0; round < ROUNDS; round++) {
            map(memory, near, Direction.BIDIRECTIONAL).close();
        }
        try (Reached mapped = map(memory, near, Direction.BIDIRECTIONAL)) {
            assertThat(mapped.writes(0, (byte) 1)).isTrue();
        }
    }

    /** The smallest address space in which the memory can be mapped: a leak fills it soon. */
    private Constraints smallestReach(ExportedMemory memory) {
        for (int bits = 12; bits < Long.SIZE; bits++) {
            Constraints reach = Constraints.builder().addressBits(bits).build();
            try (Reached mapped = map(memory, reach, Direction.BIDIRECTIONAL)) {
                assertThat(mapped.segments()).isNotEmpty();
                return reach;
            } catch (EntrepotException e) {
                assertThat(e.reason()).as(e.getMessage()).isIn(Reason.REFUSED, Reason.OUT_OF_MEMORY);
            }
        }
        return Constraints.NONE;
    }

    @Rule("MAP-19")
    void shouldTakeNothingWhenItRefuses() {
        ExportedMemory memory = take(BYTES);
        Constraints impossible =
                Constraints.builder().maxSegments(1).maxSegmentSize(PAGE).build();
        for (int round = 0; round < ROUNDS; round++) {
            assertThatThrownBy(() -> map(memory, impossible, Direction.TO_DEVICE))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
        }
        try (Reached mapped = map(memory)) {
            assertThat(mapped.reads(0)).isZero();
        }
    }

    @Rule("MAP-20")
    void shouldServeSeveralThreadsAtOnce() throws InterruptedException {
        Crowd.of(4, thread -> {
            ExportedMemory memory = take(BYTES);
            for (int round = 0; round < 200; round++) {
                try (Reached mapped = map(memory)) {
                    byte sent = (byte) (1 + (thread + round) % 100);
                    assertThat(mapped.writes(PAGE, sent)).as("round %s", round).isTrue();
                    assertThat(memory.view().get((int) PAGE))
                            .as("round %s", round)
                            .isEqualTo(sent);
                }
            }
        });
    }

    private void assertRefused(MemoryCookie cookie, long bytes) {
        assertThatThrownBy(() -> mapper().map(new MapRequest(
                        device().device(), Constraints.NONE, cookie, bytes, Direction.TO_DEVICE)))
                .as("a mapping of %s bytes by %s", bytes, cookie)
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
    }

    private static List<Constraints> limits() {
        List<Constraints> limits = new ArrayList<>();
        for (int bits = 14; bits <= Long.SIZE; bits++) {
            limits.add(Constraints.builder().addressBits(bits).build());
        }
        for (long pages : List.of(1L, 2L, 3L, 8L)) {
            limits.add(Constraints.builder().maxSegments((int) pages).build());
            limits.add(Constraints.builder().maxSegmentSize(pages * PAGE).build());
            limits.add(Constraints.builder().addressAlignment(pages * PAGE).build());
            limits.add(Constraints.builder()
                    .segmentBoundary(Long.highestOneBit(pages) * PAGE)
                    .build());
        }
        limits.add(STRICT);
        return limits;
    }
}
