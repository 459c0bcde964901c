package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraints;
import org.entrepot.core.internal.selection.examiner.World.Heap;

/** Whether a heap has a place for bytes that suits all who look at it: every place is tried. */
final class Places {
    private final Heap heap;
    private final List<List<Constraints>> lookers;
    private final long step;

    /**
     * Places for some.
     *
     * @param lookers who see the memory where it lies, each with everything it says
     */
    Places(Heap heap, List<List<Constraints>> lookers) {
        this.heap = heap;
        this.lookers = lookers;
        this.step = step();
    }

    /** Each run begins at a multiple of this; 0 if the heap cannot be asked for what is wanted. */
    private long step() {
        long wanted = 1;
        for (List<Constraints> says : lookers) {
            for (Constraints limits : says) {
                wanted = least(wanted, limits.addressAlignment());
            }
        }
        boolean kept = heap.place().alignment() % wanted == 0;
        boolean asked = wanted <= heap.place().alignableTo();
        return kept || asked ? least(heap.place().alignment(), wanted) : 0;
    }

    private static long least(long one, long two) {
        long multiple = one;
        while (multiple % two != 0) {
            multiple += one;
        }
        return multiple;
    }

    /** Whether the heap can be asked for the alignment that is wanted. */
    boolean canAlign() {
        return step > 0;
    }

    /** Whether bytes find a place. */
    boolean have(long bytes) {
        if (!canAlign()) {
            return false;
        }
        int pages = Math.toIntExact(bytes / World.PAGE);
        return heap.place().contiguity() == Contiguity.SCATTERED
                ? scattered(pages, heap.runsFor(bytes))
                : !counts(pages).isEmpty();
    }

    /** Segments of each looker, for each place that a run of so many pages may have. */
    private Set<List<Integer>> counts(int pages) {
        Set<List<Integer>> counts = new HashSet<>();
        long bytes = pages * World.PAGE;
        long first = (heap.place().lowest() + step - 1) / step * step;
        for (long start = first; start + bytes - 1 <= heap.place().highest(); start += step) {
            List<Integer> count = count(start, bytes);
            if (!count.contains(0) && suits(count)) {
                counts.add(count);
            }
        }
        return counts;
    }

    private List<Integer> count(long start, long bytes) {
        return lookers.stream().map(says -> Cuts.of(start, bytes, says).size()).toList();
    }

    private boolean suits(List<Integer> count) {
        for (int i = 0; i < count.size(); i++) {
            if (count.get(i) > Cuts.most(lookers.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether pages can be had in so many runs or more: each way to part them, by what is left. */
    private boolean scattered(int pages, int runs) {
        List<Set<List<Integer>>> byPages = new ArrayList<>();
        byPages.add(Set.of(start()));
        List<Set<List<Integer>>> ofRun = new ArrayList<>();
        for (int size = 0; size <= pages; size++) {
            ofRun.add(size == 0 ? Set.of() : counts(size));
        }
        for (int here = 1; here <= pages; here++) {
            Set<List<Integer>> sums = new HashSet<>();
            for (int size = 1; size <= here; size++) {
                add(byPages.get(here - size), ofRun.get(size), runs, sums);
            }
            byPages.add(sums);
        }
        return byPages.get(pages).stream().anyMatch(sum -> sum.get(lookers.size()) >= runs);
    }

    /** Nothing yet: no segment of anybody, and no run. */
    private List<Integer> start() {
        Integer[] zeros = new Integer[lookers.size() + 1];
        Arrays.fill(zeros, 0);
        return List.of(zeros);
    }

    private void add(Set<List<Integer>> before, Set<List<Integer>> run, int runs, Set<List<Integer>> sums) {
        for (List<Integer> sum : before) {
            for (List<Integer> more : run) {
                List<Integer> next = new ArrayList<>();
                for (int i = 0; i < more.size(); i++) {
                    next.add(sum.get(i) + more.get(i));
                }
                if (suits(next)) {
                    next.add(Math.min(runs, sum.get(lookers.size()) + 1));
                    sums.add(next);
                }
            }
        }
    }
}
