package org.entrepot.linux.internal;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.linux.MemoryFiles.Usage;

/** Counts files as they are made, closed and reclaimed. */
final class Tally {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder awaiting = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    void made(long size) {
        files.increment();
        bytes.add(size);
    }

    void closed(long size) {
        files.decrement();
        bytes.add(-size);
        awaiting.increment();
    }

    void reclaimed() {
        awaiting.decrement();
    }

    /** Reports a file that nobody closed, then counts it: who sees the count finds the report. */
    void dropped(String name, long size, Consumer<String> warnings) {
        warnings.accept("A memory file is closed by who made it: name=" + name + " bytes=" + size
                + "; it was reclaimed when nobody could reach it");
        dropped.increment();
    }

    Usage usage() {
        return new Usage(files.sum(), bytes.sum(), awaiting.sum(), dropped.sum());
    }
}
