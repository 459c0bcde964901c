package org.entrepot.linux.internal;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.linux.MemoryFiles.Usage;

/** Counts files and windows as they are made, closed and reclaimed. */
final class Tally {
    private final LongAdder files = new LongAdder();
    private final LongAdder windows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder awaiting = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final long others;

    /** Nothing was made yet. */
    Tally() {
        this(0);
    }

    /** As if others had made so many ranges. */
    Tally(long others) {
        this.others = others;
    }

    /** Counts a file or a region that was made. */
    Entry file(String name, long size) {
        return new Entry(name, size, files, size);
    }

    /** Counts a window that was made: its bytes are the region's. */
    Entry window(String name, long size) {
        return new Entry(name, size, windows, 0);
    }

    /** How many address ranges there are. */
    long ranges() {
        return others + files.sum() + windows.sum() + awaiting.sum();
    }

    Usage usage() {
        return new Usage(files.sum(), windows.sum(), bytes.sum(), awaiting.sum(), dropped.sum());
    }

    /** What is counted for one file or window. */
    final class Entry {
        private final String name;
        private final long size;
        private final LongAdder kind;
        private final long charged;

        private Entry(String name, long size, LongAdder kind, long charged) {
            this.name = name;
            this.size = size;
            this.kind = kind;
            this.charged = charged;
            kind.increment();
            bytes.add(charged);
        }

        String name() {
            return name;
        }

        /** Closed; its addresses may still be in use. */
        void closed() {
            ended();
            awaiting.increment();
        }

        /** Closed, and it has no addresses. */
        void ended() {
            kind.decrement();
            bytes.add(-charged);
        }

        /** Its addresses are given back. */
        void reclaimed() {
            awaiting.decrement();
        }

        /** Nobody closed it. Reports it first and counts it then: who sees the count finds the report. */
        void dropped(Consumer<String> warnings) {
            warnings.accept("A memory file is closed by who made it: name=" + name + " bytes=" + size
                    + "; it was reclaimed when nobody could reach it");
            dropped.increment();
        }
    }
}
