package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.exporter.tiler.internal.SlotMap;

/** The TILER heap: where rectangles go, and pixels out of tiles, as they lie and turned. */
final class TilerArea implements Area {
    private static final String SOURCE = "tiler";
    private static final long SEED = 0x9e37_79b9_7f4a_7c15L;
    private static final int PROOF = 20_000;

    @Override
    public String name() {
        return "tiler";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                new Figure.Ratio(
                        "2-D allocate + free, random rectangles",
                        "first fit bit by bit, the same places and refusals",
                        0.4,
                        () -> placing(floors)),
                new Figure.Ratio(
                        "CPU access to 4096x2160x32 that a device wrote",
                        "tiled to linear, blocked",
                        1.35,
                        () -> TilerPicture.open(floors).asItLies()),
                new Figure.Ratio(
                        "4096x2160x32 turned by 90 degrees, in bulk",
                        "90 degrees from tiles, blocked, scalar",
                        1.1,
                        () -> TilerPicture.open(floors).turned()),
                new Figure.Ratio(
                        "a device reads 4096x2160x32 turned, row by row over the bus",
                        "90 degrees from tiles, blocked, scalar",
                        2.0,
                        () -> TilerPicture.open(floors).scannedOut()));
    }

    private static Duel placing(Floors floors) {
        Function make = floors.function(SOURCE, "placing_new");
        Function free = floors.function(SOURCE, "placing_free");
        Function run = floors.function(SOURCE, "placing_run");
        Pointer state = make.invokePointer(new Object[] {SEED});
        Placing ours = new Placing(SEED);
        long here = ours.work(PROOF);
        long there = run.invokeLong(new Object[] {state, PROOF});
        if (here != there || ours.refused == 0) {
            throw new IllegalStateException("both sides place and refuse alike: ours=" + here + " floor=" + there
                    + " refused=" + ours.refused + "; correct the side that is wrong");
        }
        return new Duel(
                ours::work,
                operations -> run.invokeLong(new Object[] {state, operations}),
                () -> free.invokeVoid(new Object[] {state}));
    }

    /** Gives one rectangle back and takes another, as the floor does. */
    private static final class Placing {
        private static final int HELD = 96;

        private final SlotMap map = new SlotMap();
        private final int[] slots = new int[HELD];
        private final int[] widths = new int[HELD];
        private final int[] heights = new int[HELD];
        private long random;
        private long refused;

        Placing(long seed) {
            this.random = seed;
            Arrays.fill(slots, SlotMap.NONE);
        }

        long work(int operations) {
            long result = 0;
            for (int i = 0; i < operations; i++) {
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                int index = (int) ((random >>> 8) & 0xffff) % HELD;
                if (slots[index] != SlotMap.NONE) {
                    map.clearRectangle(slots[index], widths[index], heights[index]);
                }
                widths[index] = 1 + (int) ((random >>> 24) & 0xffff) % 60;
                heights[index] = 1 + (int) ((random >>> 40) & 0xffff) % 34;
                slots[index] = map.takeRectangle(widths[index], heights[index], 1);
                refused += slots[index] == SlotMap.NONE ? 1 : 0;
                result = result * 31 + slots[index];
            }
            return result;
        }
    }
}
