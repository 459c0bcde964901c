package org.entrepot.exporter.carveout.internal;

import java.util.Arrays;

/**
 * The runs of a range, taken and free, in the order of addresses, and the lists of the free ones by zone and size class. All in
 * one {@code int[]} that grows on demand: first a slot for the head of each list, then six numbers a run. A run is known by the
 * index of its numbers.
 *
 * <p>The index of a list's head is chosen so that the head's slot is where a run has its {@link #NEXT}: a list's head is a run
 * like others to whoever links or unlinks. Likewise the first run has a neighbour before it, and the last one after it: the edge,
 * which is always taken. The lists end in a run of their own, which may be written to.
 */
final class RunTable {
    /** The largest range has 2 to this power pages. */
    static final int MOST_BITS = 28;

    private static final int START = 0;
    private static final int SIZE = 1;
    private static final int BEFORE = 2;
    private static final int AFTER = 3;
    private static final int PREVIOUS = 4;
    private static final int NEXT = 5;
    private static final int RUN = 6;

    /** What a run that is in no list has for {@link #PREVIOUS}. */
    private static final int TAKEN = -1;

    private static final int CLASS_BITS = 6;
    private static final int ZONE_BITS = 11;
    private static final int GROUPS_BITS = ZONE_BITS - CLASS_BITS;
    private static final int NO_CLASS = -1;

    private final int edge;
    private final int end;
    private final int[] groups;
    private final long[] classes;
    private int[] runs;
    private int unused;
    private int spare;

    /**
     * Begins without runs.
     *
     * @param zones how many zones there are
     */
    RunTable(int zones) {
        this.edge = (zones << ZONE_BITS) + NEXT;
        this.end = edge + RUN;
        this.groups = new int[zones];
        this.classes = new long[zones << GROUPS_BITS];
        this.runs = new int[end + 64 * RUN];
        this.unused = end + RUN;
        this.spare = end;
        Arrays.fill(runs, 0, edge, end);
        runs[edge + BEFORE] = edge;
        runs[edge + AFTER] = edge;
        runs[edge + PREVIOUS] = TAKEN;
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

    /** Puts a run, which is in no list, after a neighbour. */
    int insert(int start, int size, int before) {
        int run = spare;
        if (run == end) {
            run = fresh();
        } else {
            spare = runs[run + NEXT];
        }
        int[] all = runs;
        int after = all[before + AFTER];
        all[run + START] = start;
        all[run + SIZE] = size;
        all[run + BEFORE] = before;
        all[run + AFTER] = after;
        all[run + PREVIOUS] = TAKEN;
        all[before + AFTER] = run;
        all[after + BEFORE] = run;
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

    /** Makes a run one with its neighbour after it, which is in no list and no longer a run then. */
    void absorb(int run, int neighbour) {
        int[] all = runs;
        int after = all[neighbour + AFTER];
        all[run + SIZE] += all[neighbour + SIZE];
        all[run + AFTER] = after;
        all[after + BEFORE] = run;
        // Neither taken nor in a list: a number kept too long is not taken for a run.
        all[neighbour + PREVIOUS] = 0;
        all[neighbour + NEXT] = spare;
        spare = neighbour;
    }

    /** Lists a run as free. */
    void list(int run, int zone) {
        int[] all = runs;
        int size = all[run + SIZE];
        int head = (zone << ZONE_BITS) + classOf(size);
        int first = all[head + NEXT];
        all[run + PREVIOUS] = head;
        all[run + NEXT] = first;
        all[first + PREVIOUS] = run;
        all[head + NEXT] = run;
        int group = head >> CLASS_BITS;
        classes[group] |= 1L << head;
        groups[zone] |= 1 << group;
    }

    /** Takes a run out of its list. */
    void unlist(int run) {
        int[] all = runs;
        int previous = all[run + PREVIOUS];
        int next = all[run + NEXT];
        all[previous + NEXT] = next;
        all[next + PREVIOUS] = previous;
        all[run + PREVIOUS] = TAKEN;
        if (next == end && previous < edge) {
            emptied(previous);
        }
    }

    private void emptied(int head) {
        int group = head >> CLASS_BITS;
        long left = classes[group] & ~(1L << head);
        classes[group] = left;
        if (left == 0) {
            groups[group >> GROUPS_BITS] &= ~(1 << group);
        }
    }

    /** Whether a zone has free runs. */
    boolean hasFree(int zone) {
        return groups[zone] != 0;
    }

    /** The class of a size: in its list are the runs of at least the class's smallest size. */
    static int classOf(int size) {
        int shift = coarseness(size);
        return (shift << CLASS_BITS) + (size >>> shift);
    }

    /** The first class of which every run has at least a size. */
    static int classFor(int size) {
        int shift = coarseness(size);
        return classOf(size + (1 << shift) - 1);
    }

    /** Two to this power sizes share a class. */
    private static int coarseness(int size) {
        return Integer.SIZE - CLASS_BITS - 1 - Integer.numberOfLeadingZeros(size | 1 << CLASS_BITS);
    }

    /** The first class at or above one of which a zone has free runs; -1 if there is none. */
    int found(int zone, int from) {
        int group = from >> CLASS_BITS;
        long left = classes[(zone << GROUPS_BITS) + group] & -1L << from;
        if (left == 0) {
            int above = groups[zone] & -2 << group;
            if (above == 0) {
                return NO_CLASS;
            }
            group = Integer.numberOfTrailingZeros(above);
            left = classes[(zone << GROUPS_BITS) + group];
        }
        return (group << CLASS_BITS) + Long.numberOfTrailingZeros(left);
    }

    /** The first run of a list; the end if it is empty. */
    int first(int zone, int ofClass) {
        return runs[(zone << ZONE_BITS) + ofClass + NEXT];
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
        int group = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(groups[zone]);
        if (group < 0) {
            return 0;
        }
        long last = classes[(zone << GROUPS_BITS) + group];
        int largest = 0;
        int run = first(zone, (group << CLASS_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(last));
        while (run != end) {
            largest = Math.max(largest, size(run));
            run = next(run);
        }
        return largest;
    }
}
