package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;

/** How much there is, and what happens when there is no more. */
abstract class ExporterRoomRules extends ExporterPlaceRules {
    private static final long TOO_LARGE_FOR_A_TEST = 1L << 30;
    private static final int PIECES = 32;

    @Rule("EXP-14")
    void shouldServeItsLargestSizeWhenEmpty() {
        assumeTrue(largest() <= TOO_LARGE_FOR_A_TEST, "its largest size is more than a test takes: " + largest());

        assertThat(take(largest()).size()).isEqualTo(largest());
    }

    @Rule("EXP-15")
    void shouldRefuseAPageMoreThanItsLargestSize() {
        assumeTrue(largest() <= TOO_LARGE_FOR_A_TEST, "its largest size is more than a test takes: " + largest());
        HeapUsage before = exporter().usage();

        refused(() -> take(largest() + PAGE), Reason.OUT_OF_MEMORY, Reason.REFUSED);

        assertNothingTaken(before);
    }

    @Rule("EXP-16")
    void shouldGiveAllItsCapacityInPieces() {
        long piece = fillingPiece();

        int first = fill(piece);
        assertThat(first * (piece + keptBeside(piece)))
                .as("bytes given in pieces of %s", piece)
                .isGreaterThan(exporter().usage().capacity() - (piece + keptBeside(piece)))
                .isLessThanOrEqualTo(exporter().usage().capacity());
        giveAllBack();

        assertThat(fill(piece)).as("pieces, when filled again").isEqualTo(first);
    }

    @Rule("EXP-17")
    void shouldRefuseWithOutOfMemoryAndStayUsableWhenFull() {
        fill(fillingPiece());
        HeapUsage full = exporter().usage();

        for (int i = 0; i < 3; i++) {
            refused(() -> take(fillingPiece()), Reason.OUT_OF_MEMORY);
        }

        assertNothingTaken(full);
        giveAllBack();
        take(fillingPiece());
    }

    @Rule("EXP-18")
    void shouldCountARefusalForLackOfRoom() {
        fill(fillingPiece());
        long before = exporter().usage().failures();

        refused(() -> take(fillingPiece()), Reason.OUT_OF_MEMORY);

        assertThat(exporter().usage().failures()).as("failures").isEqualTo(before + 1);
    }

    @Rule("EXP-19")
    void shouldTellFragmentationFromExhaustion() {
        assumeTrue(capabilities().contiguity() == Contiguity.ONE_RUN, "only a heap of single runs is short of a run");
        long piece = fillingPiece();
        int pieces = fill(piece);
        assertThat(exporter().usage().fragmented())
                .as("fragmented, when it was full")
                .isZero();
        giveEveryOtherBack();
        assumeTrue(exporter().usage().largestRun() < 2 * piece, "it puts its buffers where every other leaves no gap");

        refused(() -> take(Math.min(2 * piece, largest())), Reason.OUT_OF_MEMORY);

        assertThat(pieces).isGreaterThan(2);
        assertThat(exporter().usage().fragmented()).as("fragmented").isEqualTo(1);
    }

    /** A piece of which some dozens fill the heap: a power of two that it can serve. */
    private long fillingPiece() {
        long most = Math.min(largest(), Math.max(PAGE, exporter().usage().capacity() / PIECES));
        return Math.max(capabilities().alignment(), Long.highestOneBit(most));
    }

    private int fill(long piece) {
        int pieces = 0;
        try {
            while (true) {
                take(piece);
                pieces++;
                assertThat(pieces)
                        .as(
                                "pieces out of a heap of %s bytes",
                                exporter().usage().capacity())
                        .isLessThanOrEqualTo(4 * PIECES);
            }
        } catch (EntrepotException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.OUT_OF_MEMORY);
        }
        return pieces;
    }

    private void giveEveryOtherBack() {
        List<ExportedMemory> all = new ArrayList<>(out());
        all.sort((a, b) -> Long.compareUnsigned(
                places(a).get(0).address(), places(b).get(0).address()));
        for (int i = 0; i < all.size(); i += 2) {
            give(all.get(i));
        }
    }

    private void assertNothingTaken(HeapUsage before) {
        assertThat(exporter().usage())
                .as("usage after refusals")
                .returns(before.used(), HeapUsage::used)
                .returns(before.buffers(), HeapUsage::buffers)
                .returns(before.largestRun(), HeapUsage::largestRun);
    }
}
