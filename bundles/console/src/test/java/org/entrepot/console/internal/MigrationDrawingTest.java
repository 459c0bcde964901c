package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.Left;
import org.entrepot.control.MigrationStatus.State;
import org.junit.jupiter.api.Test;

class MigrationDrawingTest {
    private static MigrationStatus status(State state, int total, Left... left) {
        return new MigrationStatus(
                7, "heap cma left", state, total, 3, 1, 3 << 20, Duration.ofMillis(42), List.of(left));
    }

    @Test
    void shouldSayHowFarItIsWhileItGoesOn() {
        assertThat(MigrationDrawing.progress(status(State.RUNNING, 6, new Left(4, "pinned"), new Left(5, "pinned"))))
                .isEqualTo("3 of 5 buffers moved, 3 MiB, 2 waited for");
    }

    @Test
    void shouldSayWhatMovedWhenAllHave() {
        assertThat(MigrationDrawing.outcome(status(State.DONE, 4)))
                .isEqualTo("3 buffers moved, 3 MiB in 42 ms, 1 ended meanwhile");
    }

    @Test
    void shouldSaySoWhenNoBufferHadToMove() {
        assertThat(MigrationDrawing.outcome(
                        new MigrationStatus(7, "heap cma left", State.DONE, 0, 0, 0, 0, Duration.ZERO, List.of())))
                .isEqualTo("no buffer had to move");
    }

    @Test
    void shouldNameWhatStaysAndCountWhatIsNotNamed() {
        assertThat(MigrationDrawing.outcome(status(State.INCOMPLETE, 6, new Left(4, "device camera0 has it pinned"))))
                .isEqualTo("""
                        3 buffers moved, 3 MiB in 42 ms, 1 ended meanwhile
                        BUFFER  STAYS BECAUSE
                             4  device camera0 has it pinned
                        and 1 more""");
    }

    @Test
    void shouldListMigrationsWithWhyTheyWereMade() {
        assertThat(MigrationDrawing.all(List.of(status(State.CANCELLED, 5)))).isEqualTo("""
                        MIGRATION  STATE      MOVED  ENDED  STAY  BYTES   TOOK  WHY
                                7  CANCELLED      3      1     1  3 MiB  42 ms  heap cma left""");
    }

    @Test
    void shouldSaySoWhenNothingHasMoved() {
        assertThat(MigrationDrawing.all(List.of())).isEqualTo("nothing has moved; see dma:help migrate");
    }
}
