package org.entrepot.exporter.carveout.internal;

import java.util.BitSet;

/**
 * One bit a page, after {@code lib/genalloc.c}: {@code gen_pool_first_fit} takes the first free run that suits, {@code
 * gen_pool_best_fit} the shortest. The bitmap grows as pages are taken; a search goes through the runs from the start.
 */
public final class BitmapFit implements RunSpace {
    private final long origin;
    private final int pages;
    private final Choice choice;
    private final BitSet taken = new BitSet();
    private final BitSet last = new BitSet();
    private int free;
    private int touched;

    /** Which of the free runs that suit is taken. */
    public enum Choice {
        /** The first. */
        FIRST,
        /** The shortest, the first of several. */
        BEST
    }

    /**
     * Begins with everything free.
     *
     * @param origin absolute number of the first page
     * @param pages how many there are
     */
    public BitmapFit(long origin, int pages, Choice choice) {
        if (origin < 0 || pages <= 0) {
            throw new IllegalArgumentException("a range has pages: origin=" + origin + " pages=" + pages);
        }
        this.origin = origin;
        this.pages = pages;
        this.choice = choice;
        this.free = pages;
    }

    @Override
    public int take(int count) {
        return take(RunWish.anywhere(count, pages));
    }

    @Override
    public int take(RunWish wish) {
        int best = -1;
        int shortest = Integer.MAX_VALUE;
        int start = taken.nextClearBit(0);
        while (start < pages && shortest > wish.count()) {
            int end = endOfFree(start);
            int place = wish.placeIn(origin, start, end);
            if (place >= 0 && end - start < shortest) {
                best = place;
                shortest = choice == Choice.FIRST ? 0 : end - start;
            }
            touched++;
            start = taken.nextClearBit(end);
        }
        return best < 0 ? NONE : mark(best, wish.count());
    }

    @Override
    public int takeAt(int start, int count) {
        if (start < 0 || count <= 0 || count > pages - start || endOfFree(start) < start + count) {
            throw new IllegalStateException("pages are taken when they are free: start=" + start + " count=" + count);
        }
        touched++;
        return mark(start, count);
    }

    private int mark(int start, int count) {
        taken.set(start, start + count);
        last.set(start + count - 1);
        free -= count;
        return start;
    }

    @Override
    public void give(int run) {
        boolean begins = taken.get(run) && (run == 0 || !taken.get(run - 1) || last.get(run - 1));
        if (!begins) {
            throw new IllegalStateException("a run is given back once: run=" + run);
        }
        int end = last.nextSetBit(run) + 1;
        taken.clear(run, end);
        last.clear(end - 1);
        free += end - run;
        touched++;
    }

    @Override
    public int start(int run) {
        return run;
    }

    /** Where free pages that begin at a place end; the place itself if it is taken. */
    private int endOfFree(int start) {
        int next = taken.nextSetBit(start);
        return next < 0 ? pages : Math.min(next, pages);
    }

    @Override
    public void forEachTaken(Visitor visitor) {
        int start = taken.nextSetBit(0);
        while (start >= 0) {
            int end = last.nextSetBit(start) + 1;
            visitor.run(start, end - start);
            start = taken.nextSetBit(end);
        }
    }

    @Override
    public int freePages() {
        return free;
    }

    @Override
    public int largestRun() {
        int largest = 0;
        int start = taken.nextClearBit(0);
        while (start < pages) {
            int end = endOfFree(start);
            largest = Math.max(largest, end - start);
            start = taken.nextClearBit(end);
        }
        return largest;
    }

    @Override
    public int touched() {
        int seen = touched;
        touched = 0;
        return seen;
    }
}
