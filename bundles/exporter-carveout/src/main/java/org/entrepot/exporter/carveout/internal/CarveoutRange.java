package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;

/** Which pages of a carve-out are out, under one lock, with what is counted about them. */
final class CarveoutRange {
    private final int pages;
    private final RunSpace space;
    private final Survivors survivors;
    private long usedPages;
    private long highWater;
    private long buffers;
    private long failures;
    private long fragmented;
    private int mostTouched;
    private boolean shut;
    private volatile @Nullable PageBits live;

    /**
     * What there is.
     *
     * @param free pages
     * @param largest pages of the longest free run
     * @param surviving pages that an earlier life has out
     * @param mostTouched the most runs that one operation read or changed
     */
    record State(int free, int largest, int surviving, int mostTouched) {
        /** How much of what is free is not in the longest run, in percent. */
        int fragmentationPercent() {
            return free == 0 ? 0 : (int) (100L * (free - largest) / free);
        }
    }

    /**
     * Begins with everything free.
     *
     * @param space of all pages
     * @param pages how many there are
     */
    CarveoutRange(RunSpace space, int pages) {
        this.pages = pages;
        this.space = space;
        this.survivors = new Survivors(space);
    }

    /** Keeps what an earlier life has out. Before anything is taken. */
    synchronized void keep(List<Survivors.Pages> live) {
        survivors.take(live);
    }

    int pages() {
        return pages;
    }

    /** Whether an earlier life had something out when it was last looked at. */
    synchronized boolean hasSurvivors() {
        return !survivors.isEmpty();
    }

    /** Takes back what an earlier life no longer has out. */
    synchronized void keepOnly(List<Survivors.Pages> live) {
        survivors.keepOnly(live);
    }

    /**
     * Takes pages.
     *
     * @return where they are, for {@link #run} and {@link #start}; {@link RunSpace#NONE} if there is no room
     */
    synchronized long take(RunWish wish) {
        return shut ? RunSpace.NONE : taken(space.take(wish), wish.handedOut());
    }

    private long taken(int run, int count) {
        mostTouched = Math.max(mostTouched, space.touched());
        if (run == RunSpace.NONE) {
            return RunSpace.NONE;
        }
        usedPages += count;
        highWater = Math.max(highWater, usedPages);
        buffers++;
        return (long) space.start(run) << Integer.SIZE | run;
    }

    /** The number of a run that was taken. */
    static int run(long taken) {
        return (int) taken;
    }

    /** The first page of a run that was taken. */
    static int start(long taken) {
        return (int) (taken >> Integer.SIZE);
    }

    /**
     * Gives a run back.
     *
     * @param run its number
     * @param start its first page
     * @param count its pages
     * @param handedOut those of them that are not its guards
     * @return whether nothing is out any more and nothing more will be
     */
    synchronized boolean give(int run, int start, int count, int handedOut) {
        PageBits out = live;
        if (out != null) {
            // Before a successor can learn that they are free.
            out.clear(start, count);
        }
        space.give(run);
        mostTouched = Math.max(mostTouched, space.touched());
        usedPages -= handedOut;
        buffers--;
        return shut && buffers == 0;
    }

    /**
     * Counts that nothing was found.
     *
     * @param count pages that were wanted
     * @return whether enough was free, only not in one run that suits
     */
    synchronized boolean failed(int count) {
        failures++;
        boolean enough = count <= space.freePages();
        fragmented += enough ? 1 : 0;
        return enough;
    }

    /**
     * Ends taking.
     *
     * @return whether nothing is out
     */
    synchronized boolean shut() {
        PageBits out = PageBits.clear(pages);
        forEachOut(out::set);
        live = out;
        shut = true;
        return buffers == 0;
    }

    /** Whether taking has ended. */
    synchronized boolean isShut() {
        return shut;
    }

    /**
     * Whether pages are this range's to answer for: all are, until taking ends; from then on those that are out. Without the lock.
     *
     * @param end exclusive
     */
    boolean answers(int start, int end) {
        PageBits out = live;
        return out == null || out.nextClear(start, end) == end;
    }

    /** Tells each run that is out, in rising order, but not those of an earlier life. */
    synchronized void forEachOut(RunSpace.Visitor visitor) {
        Set<Integer> surviving = new HashSet<>();
        survivors.places().forEach(part -> surviving.add(part.start()));
        space.forEachTaken((start, count) -> {
            if (!surviving.contains(start)) {
                visitor.run(start, count);
            }
        });
    }

    /** Tells the runs that an earlier life had out when it was last looked at. */
    void forEachSurvivor(Consumer<Survivors.Pages> visitor) {
        List<Survivors.Pages> places;
        synchronized (this) {
            places = new ArrayList<>(survivors.places());
        }
        places.forEach(visitor);
    }

    synchronized State state() {
        return new State(space.freePages(), space.largestRun(), survivors.pages(), mostTouched);
    }

    synchronized HeapUsage usage() {
        return new HeapUsage(
                bytes(pages),
                bytes(usedPages),
                bytes(highWater),
                bytes(space.largestRun()),
                buffers,
                failures,
                fragmented);
    }

    private static long bytes(long count) {
        return count << PageFrames.PAGE_SHIFT;
    }
}
