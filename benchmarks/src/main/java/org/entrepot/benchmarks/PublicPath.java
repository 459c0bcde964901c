package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.DmaBuf;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Side;

/**
 * The whole way of an allocation, as an application goes it: the allocator service of a gateway inside this process, the choice of
 * memory, the books, the carve-out heap, and back again by {@code close}. The floor is the twin of the carve-out's book-keeping alone.
 */
final class PublicPath implements Area {
    private static final String CARVEOUT = "org.entrepot.exporter.carveout";
    private static final String TWIN = "book-keeping of the carve-out alone";
    private static final long BASE = 64L << 30;
    private static final int PAGE_SHIFT = 12;
    private static final int GIBIBYTE = 1 << 18;
    private static final int REQUESTS = 1 << 20;
    private static final long SEED = 42;

    @Override
    public String name() {
        return "public";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                ratio(floors, "1k", new Load(1_000, GIBIBYTE)),
                ratio(floors, "10k", new Load(10_000, GIBIBYTE)),
                ratio(floors, "100k", new Load(100_000, GIBIBYTE)),
                new Figure.Growth(
                        "allocate + close, public path, growth from 1k open in 16 MiB to 1M of the same sizes in 16 GiB",
                        TWIN,
                        1.3,
                        () -> duel(floors, new Load(1_000, 4_096)),
                        () -> duel(floors, new Load(1_000_000, 4_096_000))));
    }

    private static Figure ratio(Floors floors, String words, Load load) {
        return new Figure.Ratio(
                "allocate + close, public path, 1 GiB half full, " + words + " open",
                TWIN,
                3.5,
                () -> duel(floors, load));
    }

    /**
     * How much is open.
     *
     * @param live how many buffers
     * @param pages of the range, of which half are out
     */
    private record Load(int live, int pages) {
        /** Sizes that are all equally likely, so many on average that half of the range is out. */
        int mostPages() {
            return Math.max(1, pages / live - 1);
        }
    }

    private static Duel duel(Floors floors, Load load) {
        Random random = new Random(SEED);
        int[] slots = random.ints(REQUESTS, 0, load.live()).toArray();
        int[] sizes = random.ints(REQUESTS, 1, load.mostPages() + 1).toArray();
        Gateway gateway = new Gateway()
                .heap(CARVEOUT, Map.of("region.base", BASE, "region.bytes", (long) load.pages() << PAGE_SHIFT));
        Side ours = new Application(gateway.allocator(), load, slots, sizes);
        Pointer twin = floors.function("carveout", "carveout_open")
                .invokePointer(new Object[] {load.pages(), load.live(), slots, sizes, REQUESTS});
        Function work = floors.function("carveout", "carveout_churn");
        Function close = floors.function("carveout", "carveout_close");
        return new Duel(ours, operations -> work.invokeLong(new Object[] {twin, operations}), () -> {
            close.invokeVoid(new Object[] {twin});
            gateway.close();
        });
    }

    /** An application with many open buffers, of which it closes one at random and allocates another of another size. */
    private static final class Application implements Side {
        private final Allocator allocator;
        private final AllocationRequest[] requests;
        private final int[] slots;
        private final int[] sizes;
        private final DmaBuf[] open;
        private int next;

        Application(Allocator allocator, Load load, int[] slots, int[] sizes) {
            this.allocator = allocator;
            this.slots = slots;
            this.sizes = sizes;
            this.requests = new AllocationRequest[load.mostPages() + 1];
            for (int i = 1; i < requests.length; i++) {
                requests[i] = AllocationRequest.bytes((long) i << PAGE_SHIFT).build();
            }
            this.open = new DmaBuf[load.live()];
            for (int i = 0; i < open.length; i++) {
                open[i] = allocator.allocate(requests[sizes[i % REQUESTS]]);
            }
        }

        @Override
        public long work(int operations) {
            long sum = 0;
            int at = next;
            for (int i = 0; i < operations; i++) {
                int slot = slots[at];
                open[slot].close();
                DmaBuf made = allocator.allocate(requests[sizes[at]]);
                open[slot] = made;
                sum += made.id();
                at = (at + 1) & (REQUESTS - 1);
            }
            next = at;
            return sum;
        }
    }
}
