package org.entrepot.exporter.carveout.internal;

/**
 * Two-level segregated fit (TLSF; Masmano, Ripoll, Crespo, Real, ECRTS 2004) with its metadata out of band. Free runs are listed
 * by size: exactly below 128 pages, above that in 64 classes for each power of two. Two levels of bitmaps find the first list
 * that has a run for certain; neighbours that are free are one run. So each operation reads and changes a number of runs that is
 * bounded, however many there are.
 *
 * <p>Two departures. Where no list has a run for certain, {@value #MOST_LOOKED_AT} runs at most that may suit are looked at: the
 * whole of an empty range is to be had, also aligned. And runs are listed by zone, one for each power of two that the absolute
 * page numbers pass, so that runs below a device's address limit are found as fast as others; without a limit high zones are
 * used first, as the kernel keeps {@code ZONE_DMA32} for those that need it.
 */
public final class SegregatedFit implements RunSpace {
    /** The most runs that are looked at one by one, by one operation. */
    static final int MOST_LOOKED_AT = 32;

    /** The most runs that one operation reads or changes, whatever there is. */
    static final int MOST_TOUCHED = MOST_LOOKED_AT + 12;

    private final long origin;
    private final int pages;
    private final Zones zones;
    private final RunTable table;
    private int free;

    /**
     * Begins with everything free.
     *
     * @param origin absolute number of the first page
     * @param pages how many there are, up to 2^28
     */
    public SegregatedFit(long origin, int pages) {
        if (origin < 0 || pages <= 0 || pages > 1 << RunTable.MOST_BITS) {
            throw new IllegalArgumentException("a range has 1 to 2^28 pages: origin=" + origin + " pages=" + pages);
        }
        this.origin = origin;
        this.pages = pages;
        this.zones = Zones.of(origin, pages);
        this.table = new RunTable(zones);
        this.free = pages;
        table.list(table.insert(0, pages, table.edge()));
    }

    @Override
    public int take(int count) {
        if (count <= free) {
            for (int zone = zones.count() - 1; zone >= 0; zone--) {
                int list = table.classes().found(SizeClasses.roomy(zone, count));
                if (list >= 0) {
                    free -= count;
                    return table.takeFirst(list, count);
                }
            }
            return lookAround(RunWish.anywhere(count, pages));
        }
        return NONE;
    }

    @Override
    public int take(RunWish wish) {
        if (wish.isAnywhere(pages)) {
            return take(wish.count());
        }
        if (wish.count() > free || wish.limit() < wish.handedOut()) {
            return NONE;
        }
        int taken = wish.roomy() <= free ? takeRoomy(wish) : NONE;
        return taken == NONE ? lookAround(wish) : taken;
    }

    /** Takes out of a run that has room for certain, unless it crosses the limit. */
    private int takeRoomy(RunWish wish) {
        for (int zone = lastZone(wish); zone >= 0; zone--) {
            int list = table.classes().found(SizeClasses.roomy(zone, (int) wish.roomy()));
            int taken = list < 0 ? NONE : cutWhere(table.first(list), wish);
            if (taken != NONE) {
                return taken;
            }
        }
        return NONE;
    }

    /** Looks at runs that may or may not suit: too short for certain ones, or the one that crosses the limit. */
    private int lookAround(RunWish wish) {
        int left = MOST_LOOKED_AT;
        for (int zone = lastZone(wish); zone >= 0; zone--) {
            int list = table.classes().found(SizeClasses.of(zone, wish.count()));
            while (list >= 0) {
                for (int run = table.first(list); run != table.end(); run = table.next(run)) {
                    int taken = left-- > 0 ? cutWhere(run, wish) : NONE;
                    if (taken != NONE || left <= 0) {
                        return taken;
                    }
                }
                list = table.classes().found(list + 1);
            }
        }
        return NONE;
    }

    /** The zone of the last page that such a run may begin at. */
    private int lastZone(RunWish wish) {
        return zones.of(Math.min(pages, wish.limit() + wish.guard()) - wish.count());
    }

    private int cutWhere(int run, RunWish wish) {
        table.look();
        int start = table.start(run);
        int place = wish.placeIn(origin, start, start + table.size(run));
        return place < 0 ? NONE : cutAt(run, place, wish.count());
    }

    /** Takes pages out of a free run, and leaves a run before and one after them. */
    private int cutAt(int run, int place, int count) {
        int before = place - table.start(run);
        int size = table.size(run) - before;
        int middle = run;
        table.unlist(run);
        if (before > 0) {
            table.resize(run, before);
            table.list(run);
            middle = table.insert(place, size, run);
        }
        if (size > count) {
            table.split(middle, count, size - count);
        }
        free -= count;
        return middle;
    }

    @Override
    public int takeAt(int start, int count) {
        int run = table.before(table.edge());
        while (run != table.edge() && table.start(run) > start) {
            table.look();
            run = table.before(run);
        }
        boolean fits = run != table.edge()
                && table.isFree(run)
                && count > 0
                && count <= table.size(run) - (start - table.start(run));
        if (!fits) {
            throw new IllegalStateException("pages are taken when they are free: start=" + start + " count=" + count);
        }
        return cutAt(run, start, count);
    }

    @Override
    public void give(int taken) {
        int run = taken;
        if (!table.isTaken(run)) {
            throw new IllegalStateException("a run is given back once: run=" + run);
        }
        free += table.size(run);
        table.release(run);
    }

    @Override
    public int start(int run) {
        return table.start(run);
    }

    @Override
    public void forEachTaken(Visitor visitor) {
        for (int run = table.after(table.edge()); run != table.edge(); run = table.after(run)) {
            if (!table.isFree(run)) {
                visitor.run(table.start(run), table.size(run));
            }
        }
    }

    @Override
    public int freePages() {
        return free;
    }

    @Override
    public int largestRun() {
        int largest = 0;
        for (int zone = 0; zone < zones.count(); zone++) {
            largest = Math.max(largest, table.largest(zone));
        }
        return largest;
    }

    @Override
    public int touched() {
        return table.touched();
    }
}
