package org.entrepot.core.internal.buffer;

import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All berths of a pool, and where a thread looks for one: first where its hints lead, then along all of them.
 *
 * <p>Each thread begins its way along the berths at another place, so that buffers of one thread lie together, also on the JVM's heap,
 * which keeps them in the order of their berths: a processor fetches lines of the cache ahead, and one that fetches what another
 * processor writes takes it away from there.
 */
final class Quay {
    /** 2^64 over the golden ratio: multiples of it, as fractions, lie far apart for numbers that follow each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Berth[] berths;
    private final Magazines magazines;

    /**
     * Vacant berths.
     *
     * @param capacity how many
     */
    Quay(RecyclingPool pool, int capacity) {
        this.berths = IntStream.range(0, capacity)
                .mapToObj(number -> new Berth(pool, number))
                .toArray(Berth[]::new);
        this.magazines = new Magazines(berths);
    }

    /** Claims an idle buffer, or else a vacant berth; null if there is neither. */
    @Nullable
    Berth claim() {
        Berth near = magazines.lend();
        if (near != null) {
            return near;
        }
        Berth idle = along(Berth::tryLend);
        return idle == null ? along(Berth::tryTake) : idle;
    }

    private @Nullable Berth along(Predicate<Berth> claiming) {
        int first = first(Thread.currentThread().getId(), berths.length);
        for (int i = 0; i < berths.length; i++) {
            int next = first + i;
            Berth berth = berths[next < berths.length ? next : next - berths.length];
            if (claiming.test(berth)) {
                return berth;
            }
        }
        return null;
    }

    /** Where a thread begins. */
    static int first(long thread, int berths) {
        long fraction = (thread * SPREAD) >>> Integer.SIZE;
        return (int) ((fraction * berths) >>> Integer.SIZE);
    }

    /** Remembers that the buffer of a berth is idle. */
    void note(Berth berth) {
        magazines.note(berth.number());
    }

    /** All of them. */
    Stream<Berth> all() {
        return Stream.of(berths);
    }
}
