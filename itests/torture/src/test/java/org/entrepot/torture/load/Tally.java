package org.entrepot.torture.load;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What was counted, and what must not be. */
final class Tally {
    private static final int MOST_TOLD = 10;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder failed = new LongAdder();
    private final LongAdder steps = new LongAdder();

    /** Counts something that may happen. */
    void count(String what) {
        counts.computeIfAbsent(what, any -> new LongAdder()).increment();
    }

    /** Counts a piece of work that ended, however it did. */
    void step() {
        steps.increment();
    }

    long steps() {
        return steps.sum();
    }

    /** Notes something that must not happen. */
    void fail(String what) {
        failed.increment();
        if (failed.sum() <= MOST_TOLD) {
            failures.add(what);
            say("FAILURE " + what);
        }
    }

    void fail(String what, Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        fail(what + ": " + text);
    }

    long failed() {
        return failed.sum();
    }

    /** The counts, by name. */
    Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((what, count) -> sums.put(what, count.sum()));
        return sums;
    }

    static void say(String line) {
        System.out.println("torture: " + line);
    }
}
