package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.stream.LongStream;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Side;
import org.entrepot.exporter.iommu.internal.IovaSpace;
import org.entrepot.exporter.iommu.internal.PageTable;
import org.entrepot.spi.PageRun;

/** The addresses and the page table of the I/O MMU. */
final class IommuArea implements Area {
    private static final long SEED = 42;
    private static final int LIVE = 1_000;
    /** Pages of a frame of 4096×2160 pixels of 32 bits. */
    private static final int FRAME_PAGES = 8_640;

    private static final String TREE = "the kernel's red-black tree walk";

    @Override
    public String name() {
        return "iommu";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                addresses(floors, "1-64 pages, 1k live", 0.15, new Mix(LIVE, 1, 64)),
                addresses(floors, "1-64 pages, 10k live", 0.10, new Mix(10 * LIVE, 1, 64)),
                addresses(floors, "65-512 pages (no magazine), 1k live", 0.5, new Mix(LIVE, 65, 512)),
                addresses(floors, "65-512 pages (no magazine), 10k live", 0.25, new Mix(10 * LIVE, 65, 512)),
                new Figure.Ratio(
                        "IOVA allocate + free, cached sizes of 1-32 pages",
                        "a magazine for each processor, behind its lock",
                        2,
                        () -> cached(floors)),
                new Figure.Ratio(
                        "page table: map + unmap of 8640 scattered pages",
                        "a page table of four levels",
                        1.2,
                        () -> scattered(floors)));
    }

    private static Figure addresses(Floors floors, String what, double atMost, Mix mix) {
        return new Figure.Ratio(
                "IOVA allocate + free, 48-bit, size-aligned, " + what, TREE, atMost, () -> churn(floors, mix));
    }

    /**
     * What is taken.
     *
     * @param live how many ranges at a time
     * @param least pages of one
     * @param most pages of one
     */
    private record Mix(int live, int least, int most) {
        int size(long random) {
            return least + (int) ((random >>> 20) & 0xfffff) % (most - least + 1);
        }
    }

    private static Duel churn(Floors floors, Mix mix) {
        Ranges ours = new Ranges(mix.live());
        for (int i = 0; i < mix.live(); i++) {
            ours.take(i, mix.size(ours.next()));
        }
        Side side = operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                long random = ours.next();
                int slot = ours.slot(random);
                ours.give(slot);
                sum += ours.take(slot, mix.size(random));
            }
            return sum;
        };
        Pointer tree = floors.function("iova", "iova_open")
                .invokePointer(new Object[] {mix.live(), SEED, mix.least(), mix.most()});
        return duel(side, floors, "iova", "iova_churn", tree, "iova_close");
    }

    private static Duel cached(Floors floors) {
        Ranges ours = new Ranges(LIVE);
        for (int i = 0; i < LIVE; i++) {
            ours.take(i, 1 << (ours.next() >>> 20) % 6);
        }
        Side side = operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                int slot = ours.slot(ours.next());
                ours.give(slot);
                sum += ours.take(slot, ours.sizes[slot]);
            }
            return sum;
        };
        Pointer cache = floors.function("iova", "cache_open").invokePointer(new Object[] {LIVE, SEED});
        return duel(side, floors, "iova", "cache_churn", cache, "cache_close");
    }

    /** Ranges at random: the same random numbers as the floor has. */
    private static final class Ranges {
        private final IovaSpace space = new IovaSpace();
        private final long[] pages;
        private final int[] sizes;
        private long random = SEED;

        Ranges(int live) {
            this.pages = new long[live];
            this.sizes = new int[live];
        }

        long next() {
            long x = random;
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            random = x;
            return x;
        }

        int slot(long from) {
            return (int) ((from >>> 32) % pages.length);
        }

        long take(int slot, int size) {
            sizes[slot] = size;
            pages[slot] = space.take(size, 1, IovaSpace.ADDRESS_BITS);
            return pages[slot];
        }

        void give(int slot) {
            space.give(pages[slot], sizes[slot]);
        }
    }

    private static Duel scattered(Floors floors) {
        long[] frames = LongStream.range(0, FRAME_PAGES)
                .map(i -> 0x10_0000 + 3 * (i * 7919 % FRAME_PAGES))
                .toArray();
        List<PageRun> runs =
                LongStream.of(frames).mapToObj(frame -> new PageRun(frame, 1)).toList();
        PageTable table = new PageTable();
        long page = new IovaSpace().take(FRAME_PAGES, 1, IovaSpace.ADDRESS_BITS);
        Side side = operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                table.map(page, FRAME_PAGES, runs, PageTable.READ | PageTable.WRITE);
                sum += table.find(page + FRAME_PAGES - 1);
                table.unmap(page, FRAME_PAGES);
                table.rest();
                table.recycle();
            }
            return sum;
        };
        Pointer floor =
                floors.function("iopgtable", "iopgtable_open").invokePointer(new Object[] {frames, FRAME_PAGES});
        Function mapping = floors.function("iopgtable", "iopgtable_map_unmap");
        Function closing = floors.function("iopgtable", "iopgtable_close");
        return new Duel(
                side,
                operations -> mapping.invokeLong(new Object[] {floor, page, operations}),
                () -> closing.invokeVoid(new Object[] {floor}));
    }

    private static Duel duel(Side ours, Floors floors, String source, String working, Pointer state, String closing) {
        Function work = floors.function(source, working);
        Function close = floors.function(source, closing);
        return new Duel(
                ours,
                operations -> work.invokeLong(new Object[] {state, operations}),
                () -> close.invokeVoid(new Object[] {state}));
    }
}
