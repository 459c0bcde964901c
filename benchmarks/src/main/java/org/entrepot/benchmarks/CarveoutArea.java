package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Random;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.exporter.carveout.internal.RunSpace;
import org.entrepot.exporter.carveout.internal.SegregatedFit;

/** The carve-out's own book-keeping: a buffer given back, another of a random size taken, so that half of the range is out. */
final class CarveoutArea implements Area {
    private static final long SEED = 42;
    private static final long ORIGIN = 0x4_0000;
    private static final int GIBIBYTE = 1 << 18;
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int MOST_TOUCHED = 12;

    private static final String TWIN = "two-level segregated fit in the same layout";
    private static final String CORE = "carve-out allocate + free, core, ";

    @Override
    public String name() {
        return "carveout";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                ratio(floors, "1 GiB half full, 1k live", 1.4, FEW),
                ratio(floors, "1 GiB half full, 10k live", 1.4, 10 * FEW),
                ratio(floors, "1 GiB half full, 100k live", 2, 100 * FEW),
                new Figure.Growth(
                        CORE + "growth from 1k live in 1 GiB to 1M live of the same sizes in 1000 GiB",
                        TWIN,
                        1.3,
                        () -> duel(floors, new Load(FEW, GIBIBYTE)),
                        () -> duel(floors, new Load(MANY, MANY / FEW * GIBIBYTE))),
                new Figure.Count(
                        "carve-out: most runs that one of 2M operations reads or changes, 1M live",
                        MOST_TOUCHED,
                        CarveoutArea::mostTouched));
    }

    private static Figure ratio(Floors floors, String what, double atMost, int live) {
        return new Figure.Ratio(CORE + what, TWIN, atMost, () -> duel(floors, new Load(live, GIBIBYTE)));
    }

    /**
     * How much is out.
     *
     * @param live how many runs
     * @param pages of the range, of which half are out
     */
    private record Load(int live, int pages) {
        /** Sizes that are all equally likely, so many on average that half of the range is out. */
        int size(Random random) {
            return 1 + random.nextInt(Math.max(1, pages / live - 1));
        }
    }

    private static Duel duel(Floors floors, Load load) {
        Churn ours = new Churn(load);
        Pointer twin = floors.function("carveout", "carveout_open")
                .invokePointer(new Object[] {load.pages(), load.live(), ours.slots, ours.sizes, Churn.REQUESTS});
        Function work = floors.function("carveout", "carveout_churn");
        Function close = floors.function("carveout", "carveout_close");
        return new Duel(
                ours::work,
                operations -> work.invokeLong(new Object[] {twin, operations}),
                () -> close.invokeVoid(new Object[] {twin}));
    }

    private static long mostTouched() {
        Churn churn = new Churn(new Load(MANY, MANY / FEW * GIBIBYTE));
        long most = 0;
        for (int i = 0; i < MANY; i++) {
            most = Math.max(most, churn.touched());
        }
        return most;
    }

    /** Our side. */
    private static final class Churn {
        static final int REQUESTS = 1 << 20;

        private final SegregatedFit space;
        private final int[] live;
        private final int[] slots = new int[REQUESTS];
        private final int[] sizes = new int[REQUESTS];
        private int next;

        Churn(Load load) {
            Random random = new Random(SEED);
            for (int i = 0; i < REQUESTS; i++) {
                slots[i] = random.nextInt(load.live());
                sizes[i] = load.size(random);
            }
            space = new SegregatedFit(ORIGIN, load.pages());
            live = new int[load.live()];
            for (int i = 0; i < live.length; i++) {
                live[i] = space.take(sizes[i % REQUESTS]);
            }
        }

        long work(int operations) {
            long sum = 0;
            int at = next;
            for (int i = 0; i < operations; i++) {
                int slot = slots[at];
                int run = live[slot];
                if (run != RunSpace.NONE) {
                    space.give(run);
                }
                run = space.take(sizes[at]);
                live[slot] = run;
                sum += run;
                at = (at + 1) & (REQUESTS - 1);
            }
            next = at;
            return sum;
        }

        /** Does a pair of operations; the more touched by one of the two. */
        long touched() {
            int slot = slots[next];
            space.touched();
            space.give(live[slot]);
            int given = space.touched();
            live[slot] = space.take(sizes[next]);
            next = (next + 1) & (REQUESTS - 1);
            return Math.max(given, space.touched());
        }
    }
}
