package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** A range as a child would keep it: one bit a page, and nothing clever. What the real ones are held against. */
final class NaiveRuns {
    final long origin;
    final int pages;
    final BitSet taken = new BitSet();
    final List<Held> held = new ArrayList<>();

    /** A run that is out. */
    record Held(int run, int start, int count) {}

    /** A free run. */
    record Free(int start, int end) {}

    NaiveRuns(long origin, int pages) {
        this.origin = origin;
        this.pages = pages;
    }

    List<Free> free() {
        List<Free> runs = new ArrayList<>();
        for (int start = taken.nextClearBit(0); start < pages; ) {
            int next = taken.nextSetBit(start);
            int end = next < 0 ? pages : next;
            runs.add(new Free(start, end));
            start = taken.nextClearBit(end);
        }
        return runs;
    }

    /** Page by page: is there a place that keeps the wish? */
    boolean hasRoom(RunWish wish) {
        for (Free run : free()) {
            for (int start = run.start(); start + wish.count() <= run.end(); start++) {
                if (keeps(wish, start)) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean keeps(RunWish wish, int start) {
        long first = origin + start + wish.guard();
        int out = wish.count() - 2 * wish.guard();
        boolean within = start + wish.guard() + out <= wish.limit();
        boolean whole = wish.boundary() == 0 || first / wish.boundary() == (first + out - 1) / wish.boundary();
        return within && whole && first % wish.alignment() == 0;
    }

    void take(int run, int start, int count) {
        int next = taken.nextSetBit(start);
        if (start < 0 || start + count > pages || (next >= 0 && next < start + count)) {
            throw new AssertionError("handed out twice: start=" + start + " count=" + count);
        }
        taken.set(start, start + count);
        held.add(new Held(run, start, count));
    }

    Held give(Random random) {
        Held back = held.remove(random.nextInt(held.size()));
        taken.clear(back.start(), back.start() + back.count());
        return back;
    }

    int largest() {
        return free().stream().mapToInt(run -> run.end() - run.start()).max().orElse(0);
    }
}
