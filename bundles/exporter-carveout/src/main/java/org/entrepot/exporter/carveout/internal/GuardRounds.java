package org.entrepot.exporter.carveout.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;

/** Looks at the guard pages of all buffers that are out, now and then, and counts and tells what it finds. */
final class GuardRounds implements AutoCloseable {
    private final String heap;
    private final long address;
    private final int guard;
    private final Consumer<String> warnings;
    private final Map<GuardPages, Guarded> guards = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final ScheduledExecutorService rounds;
    private final @Nullable Future<?> next;

    /**
     * Begins to look.
     *
     * @param placing the range, and how many pages guard each buffer
     * @param checkMillis between two rounds; 0 for none
     * @param warnings told of each guard page that was changed
     */
    GuardRounds(Placing placing, long checkMillis, Consumer<String> warnings) {
        this.heap = placing.heap();
        this.address = placing.address();
        this.guard = placing.guard();
        this.warnings = warnings;
        this.rounds = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "entrepot guard pages of " + heap);
            thread.setDaemon(true);
            return thread;
        });
        this.next = guard > 0 && checkMillis > 0
                ? rounds.scheduleWithFixedDelay(this::check, checkMillis, checkMillis, TimeUnit.MILLISECONDS)
                : null;
    }

    /** Puts guards around what is handed out of a run. */
    GuardPages around(CarveoutBytes bytes, int start, int count, String buffer) {
        GuardPages made = new GuardPages(bytes, start, count, guard);
        guards.put(made, new Guarded(buffer, start + guard, count - 2 * guard));
        return made;
    }

    /** Takes the guards of a buffer away, after a last look. */
    void remove(GuardPages pages) {
        Guarded guarded = guards.remove(pages);
        if (guarded != null) {
            tell(guarded, pages.end());
        }
    }

    private void check() {
        guards.forEach((pages, guarded) -> tell(guarded, pages.changed()));
    }

    private void tell(Guarded guarded, List<Long> changes) {
        for (long offset : changes) {
            hits.increment();
            warnings.accept("who uses a buffer stays within it: heap=" + heap + " " + guarded.words(address, offset)
                    + "; look at the devices that use it");
        }
    }

    /** What is guarded: a buffer by its name, and its pages. */
    private record Guarded(String buffer, int first, int count) {
        /** Where it is, and where it was changed. */
        String words(long range, long offset) {
            long begin = range + ((long) first << PageFrames.PAGE_SHIFT);
            long last = begin + ((long) count << PageFrames.PAGE_SHIFT) - 1;
            long where = range + offset;
            String distance = where < begin ? begin - where + " bytes before" : where - last + " bytes after";
            return "buffer=" + buffer + " at 0x" + Long.toHexString(begin) + "-0x" + Long.toHexString(last)
                    + " changed=" + distance + " at 0x" + Long.toHexString(where);
        }
    }

    /** How many changed guard pages were found. */
    long hits() {
        return hits.sum();
    }

    @Override
    public void close() {
        if (next != null) {
            next.cancel(false);
        }
        rounds.shutdown();
    }
}
