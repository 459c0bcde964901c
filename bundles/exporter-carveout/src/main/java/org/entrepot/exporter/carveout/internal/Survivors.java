package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs of a range that an earlier life of it still has out: taken, until that life no longer has them. Not safe for use by several
 * threads: whoever has the range locks.
 */
final class Survivors {
    private final RunSpace space;
    private final List<Survivor> survivors = new ArrayList<>();
    private int pages;

    /** Some pages. */
    record Pages(int start, int count) {
        int end() {
            return start + count;
        }
    }

    private record Survivor(int run, Pages pages) {}

    Survivors(RunSpace space) {
        this.space = space;
    }

    /**
     * Takes what is out. Before anything else is taken.
     *
     * @param live in rising order, not overlapping
     */
    void take(List<Pages> live) {
        for (Pages part : live) {
            survivors.add(new Survivor(space.takeAt(part.start(), part.count()), part));
            pages += part.count();
        }
    }

    /**
     * Gives back what is no longer out.
     *
     * @param live what still is, in rising order, not overlapping
     */
    void keepOnly(List<Pages> live) {
        List<Survivor> kept = new ArrayList<>();
        int next = 0;
        for (Survivor survivor : survivors) {
            while (next < live.size()
                    && live.get(next).end() <= survivor.pages().start()) {
                next++;
            }
            if (next < live.size() && live.get(next).start() < survivor.pages().end()) {
                kept.add(survivor);
            } else {
                space.give(survivor.run());
                pages -= survivor.pages().count();
            }
        }
        survivors.clear();
        survivors.addAll(kept);
    }

    boolean isEmpty() {
        return survivors.isEmpty();
    }

    /** How many pages they have together. */
    int pages() {
        return pages;
    }

    /** Where they are, in rising order. */
    List<Pages> places() {
        return survivors.stream().map(Survivor::pages).toList();
    }
}
