package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
import org.entrepot.control.HeapStatus;
import org.junit.jupiter.api.Test;

class TopDrawingTest {
    private static final Amounts NO_LIMIT = new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED);

    private static Activity after(long seconds, long allocations, long movedIn) {
        HeapStatus heap = TestMachine.PLENTY;
        HeapStatus busy = new HeapStatus(
                heap.name(),
                heap.technology(),
                heap.provenance(),
                heap.state(),
                heap.bundle(),
                heap.capabilities(),
                heap.fill(),
                new HeapStatus.Traffic(allocations, movedIn, 0, 2),
                heap.isolated());
        AccountStatus account =
                new AccountStatus("org.example.app", 4, 4096, 0, 8192, allocations, movedIn, 1, NO_LIMIT);
        return new Activity(seconds * 1_000_000_000, List.of(busy), List.of(account), List.of(TestMachine.CAMERA));
    }

    @Test
    void shouldDivideWhatCameByTheTimeThatPassed() {
        String text = TopDrawing.text(after(10, 100, 3), after(12, 125, 4));

        assertThat(text.lines().filter(line -> line.startsWith(TestMachine.PLENTY.name())))
                .singleElement()
                .asString()
                .containsSubsequence("12.5", "0.5", "0.0", "2");
        assertThat(text.lines().filter(line -> line.startsWith("org.example.app")))
                .singleElement()
                .asString()
                .containsSubsequence("4 KiB", "12.5", "0.5", "1");
        assertThat(text).endsWith("DMA faults of all devices: 2");
    }

    @Test
    void shouldCountFromNothingWhenAHeapBeganAnew() {
        assertThat(TopDrawing.text(after(10, 100, 3), after(11, 7, 0))).contains("7.0");
    }

    @Test
    void shouldCountAllOfAHeapThatWasNotThereBefore() {
        Activity nothing = new Activity(0, List.of(), List.of(), List.of());

        assertThat(TopDrawing.text(nothing, after(2, 9, 0))).contains("4.5");
    }
}
