package org.entrepot.core.internal.migration;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.Left;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.buffer.FormerPlaces;
import org.entrepot.core.internal.buffer.Relocation;
import org.entrepot.core.internal.fence.Waits;
import org.entrepot.core.internal.roster.Roster;

/**
 * One migration: buffers are tried one after the other, and those that are in use again and again, until the deadline. Nobody is
 * held up by one that is held.
 */
final class Journey implements Migration, Runnable {
    /** How many of those that are left are named; all of them are counted. */
    private static final int NAMED = 64;

    /** Bytes that were left and may wait to be given back while others move on. */
    private static final long MOST_LEFT_BEHIND = 64 << 20;

    /** Buffers from which a second thread helps. Not more: those who use the buffers have work for the processors, too. */
    private static final int MANY = 64;

    private static final long SHORTEST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 20;

    private final Terms terms;
    private final Buffers buffers;
    private final Roster roster;
    private final Consumer<RuntimeException> failures;
    private final Consumer<Journey> ended;
    private final long began = System.nanoTime();
    private final Progress progress = new Progress();
    private final FormerPlaces former = new FormerPlaces(MOST_LEFT_BEHIND);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile State state = State.RUNNING;
    private volatile boolean cancelled;
    private volatile long nanos;

    /**
     * What a migration is about.
     *
     * @param id its number
     * @param why for people
     * @param which whether a buffer is concerned, and has not moved: asked under its reservation, too
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param deadline how long those in use are waited for
     * @param pointless whether it need not be made any more
     */
    record Terms(
            long id,
            String why,
            Predicate<Buffer> which,
            Optional<String> heap,
            Duration deadline,
            BooleanSupplier pointless) {}

    /**
     * A migration that has not begun.
     *
     * @param failures told what it failed with, if it did
     * @param ended told once, on the thread that ran it
     */
    Journey(Terms terms, Buffers buffers, Roster roster, Consumer<RuntimeException> failures, Consumer<Journey> ended) {
        this.terms = terms;
        this.buffers = buffers;
        this.roster = roster;
        this.failures = failures;
        this.ended = ended;
    }

    @Override
    public void run() {
        State reached = State.FAILED;
        try {
            travel();
            if (terms.pointless().getAsBoolean()) {
                cancelled = true;
            }
            reached = outcome();
        } catch (RuntimeException e) {
            failures.accept(e);
        } finally {
            nanos = System.nanoTime() - began;
            state = reached;
            progress.over();
            conclude();
        }
    }

    private void conclude() {
        try {
            ended.accept(this);
        } finally {
            end.countDown();
        }
    }

    private void travel() {
        long deadline = began + Waits.nanos(terms.deadline());
        long pause = SHORTEST_PAUSE_MILLIS;
        Outlook outlook = new Outlook(roster);
        Collection<Buffer> next = expected();
        while (!next.isEmpty() && !cancelled) {
            int before = progress.moved();
            outlook.renew();
            pass(next, outlook);
            Map<Buffer, Relocation> left = progress.left();
            if (isHopeless(left, outlook) || System.nanoTime() - deadline >= 0) {
                return;
            }
            pause = progress.moved() > before ? SHORTEST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            if (!left.isEmpty() && !slept(pause)) {
                return;
            }
            next = expected();
        }
    }

    private Collection<Buffer> expected() {
        Collection<Buffer> next =
                buffers.such(buffer -> !isDone(buffer) && terms.which().test(buffer));
        progress.expect(next);
        return next;
    }

    /** Whoever was moved to a heap that is named, and has left it again, is not run after. */
    private boolean isDone(Buffer buffer) {
        return terms.heap().isPresent() && progress.hasMoved(buffer);
    }

    /** Tries each once that was not refused before, or whose prospects are better now. */
    private void pass(Collection<Buffer> next, Outlook outlook) {
        Queue<Buffer> waiting = new ConcurrentLinkedQueue<>(next);
        shared(next.size(), () -> {
            for (Buffer buffer = waiting.poll(); buffer != null; buffer = waiting.poll()) {
                Relocation last = progress.last(buffer);
                if (last == null || outlook.isBetterThanFor(last.outcome())) {
                    progress.note(buffer, tried(buffer));
                }
                former.trim();
            }
        });
    }

    /** Runs work on this thread, and on one more if there are many buffers; then gives back what they left. */
    private void shared(int buffers, Runnable work) {
        CompletableFuture<?> second = CompletableFuture.completedFuture(work);
        if (buffers >= MANY) {
            second = CompletableFuture.runAsync(
                    work, command -> Migrations.daemon(command).start());
        }
        try {
            work.run();
        } finally {
            try {
                second.join();
            } finally {
                former.giveBack();
            }
        }
    }

    private Relocation tried(Buffer buffer) {
        return cancelled
                ? new Relocation(Relocation.Outcome.HELD, buffer.bytes(), "the migration was cancelled before its turn")
                : buffers.relocate(buffer, terms.which(), terms.heap(), terms.why(), former);
    }

    /** Whether all that are left were refused by heaps that are still the same. */
    private static boolean isHopeless(Map<Buffer, Relocation> left, Outlook outlook) {
        return !left.isEmpty() && left.values().stream().allMatch(each -> outlook.isHopelessFor(each.outcome()));
    }

    private static boolean slept(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private State outcome() {
        if (progress.left().isEmpty() && !cancelled) {
            return State.DONE;
        }
        return cancelled ? State.CANCELLED : State.INCOMPLETE;
    }

    /** Those that have not moved, and why. */
    Map<Buffer, Relocation> left() {
        return progress.left();
    }

    /** Why a buffer is where it is. */
    Relocation fateOf(Buffer buffer) {
        Relocation last = progress.last(buffer);
        return last == null
                ? new Relocation(Relocation.Outcome.HELD, buffer.bytes(), "the migration ended before its turn")
                : last;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    @Override
    public MigrationStatus status() {
        Progress.Standing now = progress.now();
        return new MigrationStatus(
                terms.id(),
                terms.why(),
                state,
                now.total(),
                now.moved(),
                now.ended(),
                now.bytes(),
                Duration.ofNanos(isRunning() ? System.nanoTime() - began : nanos),
                now.left().entrySet().stream()
                        .limit(NAMED)
                        .map(each ->
                                new Left(each.getKey().id(), each.getValue().why()))
                        .toList());
    }

    @Override
    public boolean await(Duration longest) {
        try {
            return end.await(Waits.nanos(longest), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public String toString() {
        return "migration " + terms.id() + " (" + terms.why() + ")";
    }
}
