package org.entrepot.emulation.internal.device;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;

/**
 * What a device has to do, one piece after the other, on a timeline of its own. Each piece is announced by a fence in the reservations
 * of its buffers before it begins, waits for the fences in its way, and is done through addresses that lead to where the buffers are:
 * what a driver in the kernel does between {@code dma_resv_lock} and the interrupt that says that it is over.
 */
final class WorkQueue implements AutoCloseable {
    /** Of a timeline. */
    private static final int LONGEST_NAME = 31;

    private static final long GLANCE_MILLIS = 100;

    private final Identity identity;
    private final ComponentServiceObjects<Fences> source;
    private final AtomicReference<@Nullable Piece> waiting = new AtomicReference<>();
    private @Nullable Fences fences;
    private @Nullable Timeline timeline;
    private volatile boolean leaving;

    /**
     * What a piece of work does with a buffer.
     *
     * @param mapping by which the device reaches it
     * @param usage whether it reads or writes
     */
    record Use(DeviceMapping mapping, Usage usage) {
        static Use reads(DeviceMapping mapping) {
            return new Use(mapping, Usage.READ);
        }

        static Use writes(DeviceMapping mapping) {
            return new Use(mapping, Usage.WRITE);
        }

        Reservation reservation() {
            return mapping.reservation();
        }

        /** Whom it waits for. */
        Fence before() {
            return reservation().snapshot(usage == Usage.WRITE ? Usage.BEFORE_WRITE : Usage.BEFORE_READ);
        }
    }

    /**
     * A piece of work that was announced.
     *
     * @param fence by which
     * @param before signalled when it may begin
     */
    private record Piece(Fence fence, Fence before) {
        long number() {
            return fence.sequence();
        }
    }

    /**
     * Nothing to do yet.
     *
     * @param source of fences; taken with the first piece of work, for the engine gives out fences and takes devices in at once
     */
    WorkQueue(Identity identity, ComponentServiceObjects<Fences> source) {
        this.identity = identity;
        this.source = source;
    }

    /**
     * Does a piece of work. For one thread at a time.
     *
     * @param uses of buffers, of which the addresses are taken only by the work
     * @throws EntrepotException with {@link Reason#GONE} if the device was pulled out before the work began, with {@link Reason#BUSY}
     *     if a buffer stayed locked or in use by others; as {@link DeviceMapping#remap}
     */
    <T> T run(List<Use> uses, Supplier<T> work) {
        Piece piece = announced(uses);
        boolean done = false;
        try {
            awaitTurn(piece);
            T result = work.get();
            checkInTime(piece);
            done = true;
            return result;
        } catch (EntrepotException e) {
            timeline().fail(piece.number(), e);
            throw e;
        } finally {
            finish(piece, done);
        }
    }

    /** The addresses are current when the fence is there, and stay so until it is signalled: a move waits for it. */
    private Piece announced(List<Use> uses) {
        while (true) {
            // Not while the reservations are locked: mapping waits for a move, which waits for who has locked them.
            uses.stream().map(Use::mapping).forEach(DeviceMapping::remap);
            try (ReservationLock lock = lock(uses)) {
                if (uses.stream().allMatch(use -> use.mapping().state() == MappingState.CURRENT)) {
                    return announced(uses, lock);
                }
            }
        }
    }

    private ReservationLock lock(List<Use> uses) {
        return fences().lock(uses.stream().map(Use::reservation).distinct().toList(), Fences.LONGEST_BOUND);
    }

    private Piece announced(List<Use> uses, ReservationLock lock) {
        Fence before = fences().merge(uses.stream().map(Use::before).toList());
        Piece piece = new Piece(timeline().issue(), before);
        uses.forEach(use -> lock.add(use.reservation(), piece.fence(), use.usage()));
        return piece;
    }

    /** Waits for who is in the way, unless the piece itself is over before: the device was pulled out, or the bound has passed. */
    private void awaitTurn(Piece piece) {
        waiting.set(piece);
        if (leaving) {
            abandon();
        }
        CountDownLatch turn = new CountDownLatch(1);
        List<Fence.Callback> callbacks = List.of(
                piece.before().whenSignalled(done -> turn.countDown()),
                piece.fence().whenSignalled(done -> turn.countDown()));
        try {
            // Looks for itself, too: a fence tells one after the other, and another's callback may not come back.
            while (!turn.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS) && !isOver(piece)) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a device waits undisturbed: device=" + identity.name() + "; try again", e);
        } finally {
            callbacks.forEach(Fence.Callback::cancel);
        }
        if (!waiting.compareAndSet(piece, null)) {
            throw identity.gone();
        }
        checkInTime(piece);
    }

    private static boolean isOver(Piece piece) {
        return piece.before().isSignalled() || piece.fence().isSignalled();
    }

    /** Whoever waited for a fence whose bound has passed goes on, and no longer heeds this device. */
    private static void checkInTime(Piece piece) {
        piece.fence().failure().ifPresent(failure -> {
            throw failure;
        });
    }

    private void finish(Piece piece, boolean done) {
        waiting.compareAndSet(piece, null);
        if (done) {
            timeline().signal(piece.number());
        } else {
            // Of no effect where the failure is known already.
            timeline()
                    .fail(
                            piece.number(),
                            new EntrepotException(
                                    Reason.IO,
                                    "work is done once announced: device=" + identity.name() + "; do it again"));
        }
    }

    private synchronized Fences fences() {
        Fences taken = fences;
        if (taken == null) {
            if (leaving) {
                throw identity.gone();
            }
            taken = source.getService();
            if (taken == null) {
                // The engine has left, and this device is about to.
                throw identity.gone();
            }
            fences = taken;
        }
        return taken;
    }

    private synchronized Timeline timeline() {
        Timeline opened = timeline;
        if (opened == null) {
            opened = fences().timeline(name(), Fences.LONGEST_BOUND);
            timeline = opened;
        }
        return opened;
    }

    private String name() {
        return identity.name()
                .substring(0, Math.min(LONGEST_NAME, identity.name().length()));
    }

    /** The device is pulled out: what waits for its turn will not begin. What has begun ends by itself, before {@link #close}. */
    void leave() {
        leaving = true;
        abandon();
    }

    private void abandon() {
        Piece piece = waiting.getAndSet(null);
        if (piece != null) {
            timeline().fail(piece.number(), identity.gone());
        }
    }

    /** Ends the timeline, when the device does nothing any more. */
    @Override
    public synchronized void close() {
        leaving = true;
        if (timeline != null) {
            timeline.close();
        }
        if (fences != null) {
            source.ungetService(fences);
            fences = null;
        }
    }
}
