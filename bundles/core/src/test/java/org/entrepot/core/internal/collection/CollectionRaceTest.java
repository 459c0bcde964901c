package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.junit.jupiter.api.Test;

/**
 * Participants state, leave, are replaced and come late while the opener's time runs out, its bundle stops, or the heap has no room:
 * nobody holds half a collection, and nothing is left. The seed is printed by the assertion.
 */
class CollectionRaceTest extends CollectionBench {
    private static final long SEED = Long.getLong("entrepot.seed", 20261125L);
    private static final int ROUNDS = 1500;
    private static final int PARTICIPANTS = 3;
    private static final Set<Reason> EXPECTED = Set.of(Reason.BUSY, Reason.GONE, Reason.OUT_OF_MEMORY, Reason.UNKNOWN);

    private final ExecutorService threads = Executors.newFixedThreadPool(PARTICIPANTS + 2);
    private final AtomicInteger whole = new AtomicInteger();

    /** The numbers of the buffers that participants of one round saw. */
    private final Queue<List<Long>> seen = new ConcurrentLinkedQueue<>();

    @Test
    void shouldBeAllOrNothingForEverybodyWhateverHappensAtOnce() throws Exception {
        AtomicInteger served = new AtomicInteger();
        heap.behaviour = request -> {
            if (served.incrementAndGet() % 17 == 0) {
                throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: free=0");
            }
            return heap.serve(request);
        };
        try {
            for (int round = 0; round < ROUNDS; round++) {
                play(round);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(whole.get()).as("collections that came about, seed %d", SEED).isGreaterThan(ROUNDS / 10);
    }

    private void play(int round) throws Exception {
        seen.clear();
        BufferCollection collection = open();
        List<Future<?>> players = new ArrayList<>();
        for (int i = 0; i < PARTICIPANTS; i++) {
            Random random = new Random(SEED + round * 31L + i);
            String name = "p" + i;
            players.add(threads.submit(() -> participate(random, name, collection)));
        }
        players.add(threads.submit(() -> open(new Random(SEED - round), collection)));
        players.add(threads.submit(() -> disturb(new Random(~SEED + round), collection)));
        for (Future<?> player : players) {
            player.get(30, TimeUnit.SECONDS);
        }
        collections.release(other.bundleId(), left -> fail("a seat was left: %s, seed %d round %d", left, SEED, round));
        collection.close();
        assertThat(Set.copyOf(seen)).as("seed %d round %d", SEED, round).hasSizeLessThan(2);
        assertThat(collections.statuses()).as("seed %d round %d", SEED, round).isEmpty();
        assertThat(heap.live).as("seed %d round %d", SEED, round).hasValue(0);
        assertThat(machine.account.status().bytes())
                .as("seed %d round %d", SEED, round)
                .isZero();
    }

    private void open(Random random, BufferCollection collection) {
        for (int attempt = 0; attempt < 3; attempt++) {
            int wait = random.nextInt(300);
            if (attempt(() -> collection.allocate(Duration.ofNanos(wait * 1000L)))) {
                whole.incrementAndGet();
                return;
            }
        }
    }

    private void participate(Random random, String name, BufferCollection collection) {
        Seat[] seat = new Seat[1];
        if (!attempt(() -> seat[0] = collections.join(collection.id(), name, other))) {
            return;
        }
        Runnable[] acts = {
            () -> seat[0].state(needs(1 + random.nextInt(2))),
            () -> seat[0].state(needs(random.nextInt(2))),
            () -> see(seat[0].buffers(Duration.ofNanos(random.nextInt(200_000)))),
            () -> see(seat[0].buffers(Duration.ZERO)),
            () -> seat[0] = seat[0].replace(name + "'"),
            () -> seat[0].isOpen(),
        };
        attempt(() -> seat[0].state(needs(1)));
        for (int act = 0; act < 4; act++) {
            attempt(acts[random.nextInt(acts.length)]);
        }
        seat[0].close();
    }

    private void see(List<DmaBuf> buffers) {
        assertThat(buffers).isNotEmpty();
        seen.add(buffers.stream().map(DmaBuf::id).toList());
    }

    private void disturb(Random random, BufferCollection collection) {
        LockSupport.parkNanos(random.nextInt(300_000));
        switch (random.nextInt(8)) {
            case 0 -> collection.close();
            case 1 -> ((NegotiatedCollection) collection).end();
            case 2 -> attempt(() -> collection.seat("p0").close());
            case 3 -> attempt(collection::explain);
            default -> assertThat(collections.statuses()).hasSizeLessThan(2);
        }
    }

    /** Whether it went well; whatever else may happen at such a time is no failure. */
    private static boolean attempt(Runnable act) {
        try {
            act.run();
            return true;
        } catch (EntrepotException e) {
            assertThat(e.reason()).as(e.getMessage()).isIn(EXPECTED);
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageMatching(".*(closed seat|closed collection|states its needs once).*");
            return false;
        }
    }
}
