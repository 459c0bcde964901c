package org.entrepot.core.internal.migration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.fence.Waits;
import org.entrepot.core.internal.migration.Journey.Terms;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Roster;

/**
 * Moves buffers where heaps come and go. A heap that leaves has its buffers moved; what cannot move is stranded, and adopted by a heap
 * of the same name that comes and has its memory, or moved when any comes that can take it.
 */
public final class Migrations implements AutoCloseable {
    /** Each migration has a thread of its own, so that one that waits holds up no other; more than these wait for their turn. */
    private static final int THREADS = 16;

    private static final int LINGER_SECONDS = 10;
    private static final int REMEMBERED = 16;

    private final Buffers buffers;
    private final Roster roster;
    private final Consumer<Notice> notices;
    private final Supplier<Duration> deadline;
    private final AtomicLong lastId = new AtomicLong();
    /** Under its own monitor: those that are under way, and the last that ended. */
    private final Deque<Journey> journeys = new ArrayDeque<>();

    /** Under the same monitor. */
    private final Set<Journey> cutOff = new LinkedHashSet<>();

    private final Map<Backend, Journey> leaving = new ConcurrentHashMap<>();
    private final Strandings strandings;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Migrations::daemon,
            (journey, closed) -> over((Journey) journey));

    /**
     * Nothing is under way.
     *
     * @param buffers which move
     * @param roster who is here
     * @param notices told what becomes of them
     * @param deadline how long a buffer in use is waited for, unless told otherwise
     */
    public Migrations(Buffers buffers, Roster roster, Consumer<Notice> notices, Supplier<Duration> deadline) {
        this.buffers = buffers;
        this.roster = roster;
        this.notices = notices;
        this.deadline = deadline;
        this.strandings = new Strandings(buffers, notices);
        threads.allowCoreThreadTimeOut(true);
        roster.onIsolation(isolation -> {
            if (isolation.who() instanceof Backend backend) {
                empty(backend, "heap " + backend.name() + " is isolated", deadline.get());
            }
        });
    }

    static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "entrepot-migration");
        thread.setDaemon(true);
        return thread;
    }

    /** The engine stops, and exporters that leave it afterwards find nobody who moves: nothing is left to be moved, either. */
    private static void over(Journey journey) {
        journey.cancel();
        journey.run();
    }

    /** An exporter has left: its buffers move, or are stranded. */
    public void left(Backend backend) {
        empty(backend, "heap " + backend.name() + " left", deadline.get());
    }

    /** Takes the buffers out of a heap of which no more are to be allocated. */
    public Migration drained(Backend backend, Duration longest) {
        return empty(backend, "heap " + backend.name() + " is disabled", longest);
    }

    /** A heap serves again: what has not moved out stays, and what is stranded elsewhere may move in. */
    public void enabled(String heap) {
        leaving.forEach((backend, journey) -> {
            if (backend.name().equals(heap) && !backend.isGone()) {
                journey.cancel();
                leaving.remove(backend, journey);
            }
        });
        roster.backends().stream()
                .filter(backend -> backend.name().equals(heap))
                .forEach(this::arrived);
    }

    private Journey empty(Backend backend, String why, Duration longest) {
        backend.markNotEmptied();
        boolean any = backend.buffers() > 0;
        changed(
                backend,
                any ? HeapStatus.State.DRAINING : roster.state(backend),
                why + (any ? "" : ", and has no buffers out"));
        Consumer<Journey> ended = done -> emptied(backend, done, any);
        // Once it serves again it might be the best for its own buffers.
        Predicate<Buffer> which = buffer -> buffers.isOf(buffer, backend) && !roster.isServing(backend);
        Journey journey = plan(terms(why, which, Optional.empty(), longest, () -> roster.isServing(backend)), ended);
        Journey before = leaving.put(backend, journey);
        if (before != null) {
            // Two at a time would not both be stopped when the heap serves again.
            before.cancel();
        }
        return start(journey);
    }

    private void emptied(Backend backend, Journey journey, boolean told) {
        // When the engine stops nothing is stranded: its buffers end.
        if (leaving.get(backend) != journey || roster.isServing(backend) || threads.isShutdown()) {
            leaving.remove(backend, journey);
            return;
        }
        backend.markEmptied();
        List<Buffer> left = buffers.such(buffer -> buffers.isOf(buffer, backend));
        left.forEach(buffer -> strandings.stays(buffer, backend, journey.fateOf(buffer)));
        MigrationStatus status = journey.status();
        if (told) {
            changed(
                    backend,
                    roster.state(backend),
                    status.moved() + " buffers moved in " + status.taken().toMillis() + " ms, " + left.size()
                            + " stay");
        }
        leaving.remove(backend, journey);
        review(journey);
    }

    private void review(Journey journey) {
        strandings.review();
        if (journey.status().state() != MigrationStatus.State.FAILED) {
            collectUntold();
        }
    }

    private void changed(Backend backend, HeapStatus.State state, String why) {
        notices.accept(new Notice.HeapChanged(backend.name(), state, why));
    }

    /** An exporter has come: stranded buffers whose memory it has are its own again, the others move if they can. */
    public void arrived(Backend newcomer) {
        boolean anyStranded = !roster.departed().isEmpty() || !strandings.isEmpty();
        if (anyStranded && roster.isServing(newcomer)) {
            newcomer.markNotEmptied();
            strandings.review();
            buffers.such(buffers::isStranded).stream()
                    .filter(buffer -> buffers.adopt(buffer, newcomer))
                    .forEach(buffer -> strandings.adopted(buffer, newcomer));
            collect("heap " + newcomer.name() + " came");
        }
    }

    /** What an exporter can do is another: buffers that are no longer in its region move. */
    public void modified(Backend backend) {
        strandings.review();
        collect("heap " + backend.name() + " is another");
    }

    private void collect(String why) {
        if (!buffers.such(buffers::isStranded).isEmpty()) {
            start(plan(
                    terms(why, buffers::isStranded, Optional.empty(), deadline.get(), () -> false), this::collected));
        }
    }

    private void collected(Journey journey) {
        if (threads.isShutdown()) {
            return;
        }
        journey.left().forEach((buffer, why) -> buffers.homeOf(buffer)
                .ifPresent(home -> strandings.stays(buffer, home, why)));
        review(journey);
    }

    /** A buffer that moved into a heap while that left was not among those that had to leave it. */
    private void collectUntold() {
        if (!threads.isShutdown()
                && buffers.such(buffers::isStranded).stream().anyMatch(buffer -> !strandings.isTold(buffer))) {
            collect("the heap left that they moved to");
        }
    }

    /**
     * Moves buffers to another heap.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such buffer or heap
     */
    public Migration migrate(List<Long> ids, String heap) {
        roster.backend(heap);
        List<Buffer> chosen = new ArrayList<>();
        for (long id : ids) {
            chosen.add(buffers.find(id)
                    .orElseThrow(() -> new EntrepotException(
                            Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers")));
        }
        Set<Buffer> open = Set.copyOf(chosen);
        Predicate<Buffer> which = buffer -> open.contains(buffer) && !buffers.isIn(buffer, heap);
        Terms terms = terms("an operator moves it to " + heap, which, Optional.of(heap), deadline.get(), () -> false);
        return start(plan(terms, done -> collectUntold()));
    }

    private Terms terms(
            String why, Predicate<Buffer> which, Optional<String> heap, Duration longest, BooleanSupplier pointless) {
        return new Terms(lastId.incrementAndGet(), why, which, heap, longest, pointless);
    }

    private Journey plan(Terms terms, Consumer<Journey> ended) {
        return new Journey(
                terms, buffers, roster, e -> notices.accept(Notice.CallFailed.unawaited("a migration", e)), ended);
    }

    private Journey start(Journey journey) {
        synchronized (journeys) {
            journeys.addLast(journey);
            if (journeys.size() > REMEMBERED) {
                journeys.stream().filter(each -> !each.isRunning()).findFirst().ifPresent(journeys::remove);
            }
        }
        threads.execute(journey);
        return journey;
    }

    /** Whether the buffers of an exporter are moving out. */
    public boolean isLeaving(Backend backend) {
        return leaving.containsKey(backend);
    }

    /** Those that are under way, and the last that ended. */
    public List<MigrationStatus> statuses() {
        synchronized (journeys) {
            return journeys.stream().map(Journey::status).toList();
        }
    }

    /**
     * Begins no more migrations, and those that are under way move nothing more. Waits for none of them: the framework is about to stop,
     * and every heap with it.
     */
    public void cease() {
        threads.shutdown();
        synchronized (journeys) {
            List<Journey> running = journeys.stream().filter(Journey::isRunning).toList();
            running.forEach(Journey::cancel);
            cutOff.addAll(running);
        }
    }

    /** Those that were under way when it ceased. */
    public List<Migration> cutOff() {
        synchronized (journeys) {
            return List.copyOf(cutOff);
        }
    }

    /** Ceases, and waits for the moves that all migrations are at, up to the deadline: buffers end then, and heaps go. */
    @Override
    public void close() {
        cease();
        long end = System.nanoTime() + Waits.nanos(deadline.get());
        cutOff().forEach(journey -> journey.await(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
