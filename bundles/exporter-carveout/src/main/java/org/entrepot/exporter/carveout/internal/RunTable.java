package org.entrepot.exporter.carveout.internal;

import java.util.Arrays;

/**
 * The runs of a range, taken and free, in the order of addresses, and the lists of the free ones by zone and size class. All in
 * one {@code int[]} that grows on demand: first a slot for the head of each list, then six numbers a run. A run is known by the
 * index of its numbers.
 *
 * <p>The index of a list's head is the list's number, and the head's slot is where a run has its {@link #NEXT}: to whoever links or
 * unlinks a list's head is a run like others. Likewise the first run has a neighbour before it, and the last one after it: the edge,
 * which is always taken. The lists end in a run of their own, which may be written to.
 */
final class RunTable {
    /** The largest range has 2 to this power pages. */
    static final int MOST_BITS = 28;

    // Those that are looked at first are at the ends: whoever has read both is known to be within the array in between.
    private static final int PREVIOUS = 0;
    private static final int START = 1;
    private static final int SIZE = 2;
    private static final int BEFORE = 3;
    private static final int AFTER = 4;
    private static final int NEXT = 5;
    private static final int RUN = 6;

    /** What a run that is in no list has for {@link #PREVIOUS}. */
    private static final int TAKEN = -1;

    private final Zones zones;
    private final int edge;
    private final int end;
    private final SizeClasses classes;
    private int[] runs;
    private int unused;
    private int spare;
    private int touched;

    /**
     * Begins without runs.
     *
     * @param zones of the range
     */
    RunTable(Zones zones) {
        this.zones = zones;
        this.edge = (zones.count() << SizeClasses.ZONE_BITS) + NEXT;
        this.end = edge + RUN;
        this.classes = new SizeClasses(zones.count());
        this.runs = new int[end + 64 * RUN];
        this.unused = end + RUN;
        this.spare = end;
        Arrays.fill(runs, 0, edge, end);
        runs[edge + BEFORE] = edge;
        runs[edge + AFTER] = edge;
        runs[edge + PREVIOUS] = TAKEN;
    }

    /** Which lists have runs. */
    SizeClasses classes() {
        return classes;
    }

    /** How many runs were read or changed since it was asked last. */
    int touched() {
        int seen = touched;
        touched = 0;
        return seen;
    }

    /** The neighbour of the first and the last run. */
    int edge() {
        return edge;
    }

    int start(int run) {
        return runs[run + START];
    }

    int size(int run) {
        return runs[run + SIZE];
    }

    /** The neighbour before it, or the edge. */
    int before(int run) {
        return runs[run + BEFORE];
    }

    /** The neighbour after it, or the edge. */
    int after(int run) {
        return runs[run + AFTER];
    }

    boolean isFree(int run) {
        return runs[run + PREVIOUS] >= 0;
    }

    /** Whether it is taken; of a number that was a run, false until it is one again. */
    boolean isTaken(int run) {
        return runs[run + PREVIOUS] == TAKEN;
    }

    /** Counts a run that was read. */
    void look() {
        touched++;
    }

    /** Puts a taken run after a neighbour. */
    int insert(int start, int size, int before) {
        int run = unlisted();
        int[] all = runs;
        int after = all[before + AFTER];
        touched += 3;
        all[run + PREVIOUS] = TAKEN;
        all[run + START] = start;
        all[run + SIZE] = size;
        all[run + BEFORE] = before;
        all[run + AFTER] = after;
        all[before + AFTER] = run;
        all[after + BEFORE] = run;
        return run;
    }

    /** A run that was given up, or else a fresh one. */
    private int unlisted() {
        int run = spare;
        if (run == end) {
            return fresh();
        }
        spare = runs[run + NEXT];
        return run;
    }

    private int fresh() {
        if (unused == runs.length) {
            int runsNow = (runs.length - edge) / RUN;
            runs = Arrays.copyOf(runs, Math.addExact(edge, Math.multiplyExact(runsNow + (runsNow >> 1), RUN)));
        }
        int run = unused;
        unused += RUN;
        return run;
    }

    void resize(int run, int size) {
        runs[run + SIZE] = size;
    }

    /** Makes a taken run free, and one with those of its neighbours that are free. */
    void release(int run) {
        int[] all = runs;
        int start = all[run + START];
        int after = all[run + AFTER];
        int before = all[run + BEFORE];
        int size = all[run + SIZE];
        int previousOfAfter = all[after + PREVIOUS];
        int nextOfAfter = all[after + NEXT];
        int previousOfBefore = all[before + PREVIOUS];
        int nextOfBefore = all[before + NEXT];
        int whole = run;
        int looked = 4;
        if (previousOfAfter >= 0) {
            int gone = after;
            size += all[gone + SIZE];
            after = all[gone + AFTER];
            all[gone + NEXT] = spare;
            spare = gone;
            // It, its neighbours in its list, and the one after it.
            looked += 3;
            unlink(previousOfAfter, nextOfAfter);
            // The two may follow each other in a list.
            nextOfBefore = all[before + NEXT];
            previousOfBefore = all[before + PREVIOUS];
        }
        if (previousOfBefore >= 0) {
            whole = before;
            size += all[whole + SIZE];
            start = all[whole + START];
            // Not taken any more: who gives it back again is found out.
            all[run + PREVIOUS] = 0;
            all[run + NEXT] = spare;
            spare = run;
            looked += 2;
            unlink(previousOfBefore, nextOfBefore);
        }
        int head = SizeClasses.of(zones.of(start), size);
        int first = all[head + NEXT];
        all[whole + PREVIOUS] = head;
        all[whole + NEXT] = first;
        all[whole + SIZE] = size;
        all[whole + AFTER] = after;
        all[after + BEFORE] = whole;
        all[first + PREVIOUS] = whole;
        all[head + NEXT] = whole;
        touched += looked;
        classes.filled(head);
    }

    /**
     * Takes the first pages of the first run of a list.
     *
     * @param head of the list, which is its number
     * @param count pages, no more than it has
     * @return the run, which has so many pages now
     */
    int takeFirst(int head, int count) {
        int[] all = runs;
        int run = all[head + NEXT];
        int next = all[run + NEXT];
        all[run + PREVIOUS] = TAKEN;
        int rest = all[run + SIZE] - count;
        touched += 2;
        all[next + PREVIOUS] = head;
        all[head + NEXT] = next;
        if (next == end) {
            classes.emptied(head);
        }
        if (rest > 0) {
            split(run, count, rest);
        }
        return run;
    }

    /** Leaves a run its first pages, and lists the others as free. */
    void split(int run, int count, int rest) {
        int made = unlisted();
        int[] all = runs;
        int start = all[run + START] + count;
        int after = all[run + AFTER];
        int head = SizeClasses.of(zones.of(start), rest);
        int first = all[head + NEXT];
        touched += 4;
        all[made + PREVIOUS] = head;
        all[made + NEXT] = first;
        all[made + START] = start;
        all[made + SIZE] = rest;
        all[made + BEFORE] = run;
        all[made + AFTER] = after;
        all[run + SIZE] = count;
        all[run + AFTER] = made;
        all[after + BEFORE] = made;
        all[first + PREVIOUS] = made;
        all[head + NEXT] = made;
        classes.filled(head);
    }

    /** Lists a run as free. */
    void list(int run) {
        int[] all = runs;
        int head = SizeClasses.of(zones.of(all[run + START]), all[run + SIZE]);
        int first = all[head + NEXT];
        touched += 2;
        all[run + PREVIOUS] = head;
        all[run + NEXT] = first;
        all[first + PREVIOUS] = run;
        all[head + NEXT] = run;
        classes.filled(head);
    }

    /** Takes a run out of its list. */
    void unlist(int run) {
        touched += 2;
        unlink(runs[run + PREVIOUS], runs[run + NEXT]);
        runs[run + PREVIOUS] = TAKEN;
    }

    private void unlink(int previous, int next) {
        int[] all = runs;
        all[previous + NEXT] = next;
        all[next + PREVIOUS] = previous;
        if (next == end && previous < edge) {
            classes.emptied(previous);
        }
    }

    /** The first run of a list; the end if it is empty. */
    int first(int list) {
        return runs[list + NEXT];
    }

    /** The run after one in its list, or the end. */
    int next(int run) {
        return runs[run + NEXT];
    }

    /** What follows the last run of a list. */
    int end() {
        return end;
    }

    /** The size of a zone's largest free run; 0 if it has none. Goes through the one list that has it. */
    int largest(int zone) {
        int list = classes.last(zone);
        int largest = 0;
        for (int run = list < 0 ? end : first(list); run != end; run = next(run)) {
            largest = Math.max(largest, size(run));
        }
        return largest;
    }
}
