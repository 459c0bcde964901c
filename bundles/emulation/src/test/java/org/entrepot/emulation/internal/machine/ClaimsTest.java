package org.entrepot.emulation.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {
    private static final PageRun MIDDLE = new PageRun(100, 10);

    private final Claims claims = new Claims(new PageRun(1 << 20, 1024));

    @ParameterizedTest
    @CsvSource({"100, 10", "95, 6", "109, 1", "90, 100", "104, 2"})
    void shouldNameBothRangesAndTheOwnerWhenTheyOverlap(long frame, long count) {
        claims.claim("heap left", MIDDLE);

        assertThatThrownBy(() -> claims.claim("heap right", new PageRun(frame, count)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap left")
                .hasMessageContaining("heap right")
                .hasMessageContaining("0x64000-0x6dfff");
    }

    @Test
    void shouldClaimWhenRangesOnlyTouch() {
        claims.claim("heap middle", MIDDLE);

        assertThatCode(() -> {
                    claims.claim("heap below", new PageRun(90, 10));
                    claims.claim("heap above", new PageRun(110, 10));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseWhenTheRangeIsThePageAllocators() {
        assertThatThrownBy(() -> claims.claim("heap greedy", new PageRun((1 << 20) + 1023, 5)))
                .hasMessageContaining("the page allocator");
    }

    @Test
    void shouldRefuseWhenTheRangeIsBeyondTheMachine() {
        assertThatThrownBy(() -> claims.claim("heap far", new PageRun(1L << 28, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldMoveOverItsOwnRangeAndLeaveTheRestToOthers() {
        PageFrames.Claim claim = claims.claim("heap moving", MIDDLE);

        claim.moveTo(new PageRun(105, 10));

        assertThat(claim.range()).isEqualTo(new PageRun(105, 10));
        claims.claim("heap next", new PageRun(100, 5));
        assertThatThrownBy(() -> claims.claim("heap late", new PageRun(114, 1))).hasMessageContaining("heap moving");
    }

    @Test
    void shouldKeepItsRangeWhenTheOtherIsTaken() {
        PageFrames.Claim claim = claims.claim("heap moving", MIDDLE);
        claims.claim("heap there", new PageRun(120, 10));

        assertThatThrownBy(() -> claim.moveTo(new PageRun(105, 20)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap moving")
                .hasMessageContaining("heap there");
        assertThat(claim.range()).isEqualTo(MIDDLE);
        assertThatThrownBy(() -> claims.claim("heap late", MIDDLE)).hasMessageContaining("heap moving");
    }

    @Test
    void shouldNotMoveWhenClosed() {
        PageFrames.Claim claim = claims.claim("heap gone", MIDDLE);
        claim.close();

        assertThatThrownBy(() -> claim.moveTo(new PageRun(200, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("heap gone");
    }

    @Test
    void shouldBeFreeAgainWhenClosedAndStayTheNextOnesWhenClosedTwice() {
        PageFrames.Claim first = claims.claim("heap first", MIDDLE);
        first.close();
        claims.claim("heap second", MIDDLE);

        first.close();

        assertThatThrownBy(() -> claims.claim("heap third", MIDDLE)).hasMessageContaining("heap second");
    }
}
