package org.entrepot.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.junit.jupiter.api.Test;

class MemoryRequestTest {
    private static final PageRun FIRST = new PageRun(16, 2);
    private static final PageRun TOUCHING = new PageRun(18, 1);
    private static final PageRun APART = new PageRun(32, 1);

    @Test
    void shouldCountNeighboursThatTouchAsOneRun() {
        MemoryRequest two = request(Constraints.builder().maxSegments(2).build());

        assertThatCode(() -> two.check("attic", List.of(FIRST, TOUCHING, APART)))
                .doesNotThrowAnyException();
        assertRefused(two, List.of(FIRST, APART, TOUCHING), "at most 2", "3 runs");
    }

    @Test
    void shouldRefuseWhenTheLastByteIsOutOfReach() {
        MemoryRequest near = request(Constraints.builder().addressBits(17).build());

        assertThatCode(() -> near.check("attic", List.of(new PageRun(31, 1)))).doesNotThrowAnyException();
        assertRefused(near, List.of(new PageRun(31, 2)), "17 bits", "0x20fff");
    }

    @Test
    void shouldRefuseWhenTheAlignmentIsNoPowerOfTwoAndARunBreaksIt() {
        MemoryRequest third =
                request(Constraints.builder().addressAlignment(3 * 4096).build());

        assertThatCode(() -> third.check("attic", List.of(new PageRun(3, 1), new PageRun(4, 1), new PageRun(9, 1))))
                .doesNotThrowAnyException();
        assertRefused(third, List.of(FIRST), "multiples of 12288", "0x10000");
    }

    private static void assertRefused(MemoryRequest request, List<PageRun> runs, String wanted, String offered) {
        assertThatThrownBy(() -> request.check("attic", runs))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContainingAll("attic", wanted, offered);
    }

    private static MemoryRequest request(Constraints constraints) {
        return new MemoryRequest("test", 4096, constraints, new ByteLayout(4096));
    }
}
