package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Race;

/**
 * What an exchange of heaps costs: how long buffers are on their way out of one that leaves. By the clock on the wall, since the
 * engine's threads do it.
 */
final class SwapArea implements Area {
    private static final int BUFFERS = 1_000;
    /** What moves is compiled by then: after 30 a compiler's thread still worked for as long as the moves did. */
    private static final int WARM_UP = 80;

    private static final int FILMS = 4;
    private static final int BYTES = 64 << 10;

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                new Figure.Event(
                        "from stop of a heap's bundle until the last of 1,000 buffers of 64 KiB has moved",
                        "the bare copy",
                        3,
                        () -> race(floors, "swap_copy", Emptying::untilMoved)),
                new Figure.Event(
                        "from stop of a heap's bundle until it is gone, 1,000 buffers of 64 KiB",
                        "map, copy, cover and close by the same system calls",
                        2,
                        () -> race(floors, "swap_exchange", Emptying::untilGone)),
                new Figure.Event(
                        "longest gap between two shown frames through a swap, 1920x1080, at its own pace",
                        "a frame's time without a swap",
                        3,
                        () -> filmed(Filming::frame)),
                new Figure.Event(
                        "longest gap between two shown frames through a swap, 1920x1080, at its own pace",
                        "the longest gap without a swap",
                        2,
                        () -> filmed(Filming::gap)));
    }

    private static Race filmed(ToDoubleFunction<Filming> floor) {
        Filming filming = new Filming();
        return new Race(filming::gapOfASwap, () -> floor.applyAsDouble(filming), FILMS, filming::close);
    }

    private static Race race(Floors floors, String floor, ToDoubleFunction<Emptying> ours) {
        Emptying emptying = new Emptying(BUFFERS, BYTES);
        Pointer twin = floors.function("swap", "swap_open").invokePointer(new Object[] {BUFFERS, (long) BYTES});
        Function run = floors.function("swap", floor);
        Function close = floors.function("swap", "swap_close");
        return new Race(() -> ours.applyAsDouble(emptying), () -> run.invokeLong(new Object[] {twin}), WARM_UP, () -> {
            close.invokeVoid(new Object[] {twin});
            emptying.close();
        });
    }
}
