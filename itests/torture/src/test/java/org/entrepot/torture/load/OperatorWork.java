package org.entrepot.torture.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.entrepot.api.Backing;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.State;

/** What an operator does: moves single buffers, many at a time, or all of a heap, and changes his mind. */
final class OperatorWork {
    /** More than the deadline of the engine and the moves that it is at, on a machine that has other things to do. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int NAMED = 64;

    private final Workplace workplace;
    private final Gateway gateway;
    private final ControlPlane control;
    private final SplittableRandom random;

    OperatorWork(Workplace workplace, Gateway gateway, SplittableRandom random) {
        this.workplace = workplace;
        this.gateway = gateway;
        this.control = gateway.control();
        this.random = random;
    }

    /** Moves a buffer, which is used meanwhile or not. */
    void moveOne() {
        Kind kind = Kind.any(random);
        String heap = anyHeap();
        boolean used = random.nextBoolean();
        own(kind, 1).forEach(parcel -> {
            Optional<Migration> migration = begin(List.of(parcel.buffer().id()), heap);
            if (used && workplace.cpu().wrong(parcel.buffer(), parcel.pattern()) != 0) {
                workplace.tally().fail("corrupted while an operator moves it: " + parcel);
            }
            migration.ifPresent(begun -> judge(begun, 1));
            workplace.handOver(parcel);
        });
    }

    /** Moves buffers of its own and of others, and cancels that, at some moment or never. */
    void moveMany() {
        Kind kind = Kind.any(random);
        String heap = anyHeap();
        List<Parcel> own = own(kind, 2 + random.nextInt(30));
        boolean cancelled = random.nextBoolean();
        long after = random.nextInt(8);
        List<Long> ids =
                new ArrayList<>(own.stream().map(parcel -> parcel.buffer().id()).toList());
        others().ifPresent(ids::add);
        begin(ids, heap).ifPresent(migration -> {
            if (cancelled) {
                Gateway.pause(after);
                migration.cancel();
            }
            judge(migration, ids.size());
        });
        own.forEach(workplace::handOver);
    }

    /** Drains a heap, changes his mind at some moment or never, and puts it back into service. */
    void drain() {
        String heap = Gateway.HEAPS.get(1 + random.nextInt(Gateway.HEAPS.size() - 1));
        Duration deadline = Duration.ofMillis(random.nextInt(500));
        boolean cancelled = random.nextBoolean();
        long after = random.nextInt(20);
        if (!gateway.isServing(heap)) {
            return;
        }
        try {
            Migration migration = control.drain(heap, deadline);
            if (cancelled) {
                Gateway.pause(after);
                migration.cancel();
            }
            judge(migration, Integer.MAX_VALUE);
        } catch (EntrepotException e) {
            excuse(e);
        } finally {
            gateway.enable(heap);
        }
    }

    String anyHeap() {
        return Gateway.HEAPS.get(random.nextInt(Gateway.HEAPS.size()));
    }

    private List<Parcel> own(Kind kind, int count) {
        List<Parcel> own = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long bytes = 4096L * (1 + random.nextInt(8));
            Optional<DmaBuf> taken =
                    workplace.take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_ONCE)));
            taken.map(buffer -> workplace.filled(buffer, kind)).ifPresent(own::add);
        }
        return own;
    }

    private Optional<Long> others() {
        List<Long> all = control.buffers().stream().map(BufferStatus::id).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** A heap that has left just now cannot be named, nor a buffer of somebody else that has ended. */
    Optional<Migration> begin(List<Long> ids, String heap) {
        try {
            return Optional.of(control.migrate(ids, heap));
        } catch (EntrepotException e) {
            excuse(e);
            return Optional.empty();
        }
    }

    private void excuse(EntrepotException e) {
        if (e.reason() != Reason.UNKNOWN) {
            throw e;
        }
        workplace.tally().count("no migration: nothing of this name");
    }

    private void judge(Migration migration, int most) {
        if (!migration.await(LONGEST)) {
            workplace.tally().fail("a migration ends by its deadline: " + migration.status());
            return;
        }
        MigrationStatus end = migration.status();
        workplace.tally().count("migration " + end.state());
        int left = end.total() - end.moved() - end.ended();
        boolean isSum = end.left().size() == Math.min(left, NAMED) || end.state() == State.CANCELLED;
        if (end.state() == State.RUNNING || end.state() == State.FAILED || !isSum || end.total() > most) {
            workplace.tally().fail("a migration accounts for its buffers: most=" + most + " " + end);
        }
        if (migration.status().moved() != end.moved()) {
            workplace.tally().fail("a migration that ended moves nothing: " + end + " then " + migration.status());
        }
    }
}
