package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.fence.Usage;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;

/**
 * What binds one buffer to devices, and the lock under which it is mapped, gets its first memory, and moves. Made when the first
 * device is attached, or when a buffer without memory is first used.
 */
final class DeviceLinks {
    /**
     * Which of a device's views of the buffer is meant.
     *
     * @param device its name
     * @param orientation in which it sees the image
     */
    private record View(String device, Orientation orientation) {}

    private final Buffer buffer;
    private final Surroundings surroundings;
    private final ReentrantLock reservation = new ReentrantLock();
    private final Map<View, DeviceLink> links = new ConcurrentHashMap<>();
    /** Whose place another has taken, until nobody uses them. */
    private final Queue<DeviceLink> retired = new ConcurrentLinkedQueue<>();

    DeviceLinks(Buffer buffer, Surroundings surroundings) {
        this.buffer = buffer;
        this.surroundings = surroundings;
    }

    /** The lock under which the buffer is mapped and unmapped, gets memory, and moves. */
    ReentrantLock reservation() {
        return reservation;
    }

    /**
     * Attaches a device in an orientation: to what binds it to the buffer already, or to what is made now because it is the first
     * time, or another device of the same name, or another mapper, has taken the place, or the buffer has moved since.
     */
    DeviceLink attach(Device device, Orientation orientation) {
        View view = new View(device.name(), orientation);
        DeviceLink known = attachKnown(view, device);
        return known == null ? attachAnew(view, device) : known;
    }

    private @Nullable DeviceLink attachKnown(View view, Device device) {
        DeviceLink known = links.get(view);
        return known != null && known.isUsableFor(device) && known.tryAttach() ? known : null;
    }

    private DeviceLink attachAnew(View view, Device device) {
        for (int more = Joining.MOST_WAITS; ; more--) {
            Placement busy;
            reservation.lock();
            try {
                DeviceLink link = attachLocked(view, device, more > 0);
                if (link != null) {
                    return link;
                }
                busy = Objects.requireNonNull(buffer.placement());
                busy.use();
            } finally {
                reservation.unlock();
            }
            awaitWork(busy);
        }
    }

    /**
     * Waits for who is at work on the buffer, without its reservation, for which others need not wait meanwhile: who has finished unmaps.
     *
     * @param busy where it is, used so that it stays there to be asked even if the buffer moves, or ends
     */
    private void awaitWork(Placement busy) {
        try {
            buffer.awaitFences(Usage.BOOKKEEP, "a move");
            busy.awaitDevices(CpuUse.READ_WRITE);
        } catch (EntrepotException e) {
            surroundings.moves().refused();
            throw e;
        } finally {
            buffer.giveBack(busy);
        }
    }

    private @Nullable DeviceLink attachLocked(View view, Device device, boolean patient) {
        DeviceLink known = attachKnown(view, device);
        if (known != null) {
            return known;
        }
        Ending.checkNotBegun(buffer, "device=" + device.name());
        DeviceLink made = new DeviceLink(buffer, device, view.orientation());
        if (!new Joining(buffer, surroundings, made).join(patient)) {
            return null;
        }
        made.tryAttach();
        DeviceLink before = links.put(view, made);
        if (before != null) {
            retired.add(before);
        }
        retired.removeIf(DeviceLink::tryRetire);
        return made;
    }

    /**
     * Everybody who has a say in where the buffer is. What nobody uses is retired, so that nobody is left out who attaches later.
     * For who holds the reservation.
     */
    Company company() {
        List<DeviceLink> members = new ArrayList<>();
        links.values().removeIf(DeviceLink::tryRetire);
        retired.removeIf(DeviceLink::tryRetire);
        links.values().stream().filter(DeviceLink::isHere).forEach(members::add);
        return new Company(buffer, surroundings, members);
    }

    /** Who keeps the buffer where it is, for people, in order; nobody if it may move. For who holds the reservation. */
    List<String> keepers() {
        return all().flatMap(link -> link.holds().keeper().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether a device has it mapped. For who holds the reservation. */
    boolean isMapped() {
        return all().anyMatch(link -> link.holds().isMapped());
    }

    /** Whether somebody keeps the buffer where it is, and everybody who does lets go when asked. For who holds the reservation. */
    boolean isRevocable() {
        List<Holds> keeping = all().map(DeviceLink::holds)
                .filter(holds -> holds.keeper().isPresent())
                .toList();
        return !keeping.isEmpty() && keeping.stream().allMatch(Holds::letsGo);
    }

    /** The devices that are to be asked to let go, now; what was not let go of in time is taken. For who holds the reservation. */
    List<Device> revoke() {
        long now = System.nanoTime();
        if (all().anyMatch(link -> link.holds().isOverdue(now))) {
            revokeOverdue(now);
        }
        return all().filter(link -> link.holds().isToBeAsked(now))
                .map(DeviceLink::device)
                .distinct()
                .toList();
    }

    /** While work is announced, and nobody announces more, a device has as long again: it is not cut off in what it has begun. */
    private void revokeOverdue(long now) {
        try {
            buffer.reservation().closedFor(Move.GATE_BOUND, () -> {
                long grace = buffer.isReady() ? 0 : Importer.REVOKE_BOUND.toNanos();
                all().forEach(link -> link.holds().revokeOverdue(now - grace));
            });
        } catch (EntrepotException e) {
            if (e.reason() != Reason.BUSY) {
                throw e;
            }
            // Who keeps the reservation locked keeps nothing mapped by it.
            all().forEach(link -> link.holds().revokeOverdue(now));
        }
    }

    /** The buffer has moved on: what is mapped leads to where it was. For who holds the reservation. */
    void leaveBehind() {
        all().forEach(link -> link.holds().leaveBehind());
    }

    Stream<DeviceLink> all() {
        return Stream.concat(links.values().stream(), retired.stream());
    }

    /** Waits until the buffer is in a place, and gives it the first if it has none. */
    void awaitPlace(CpuUse use) {
        reservation.lock();
        try {
            Ending.checkNotBegun(buffer, "CPU");
            placed(use);
        } finally {
            reservation.unlock();
        }
    }

    /**
     * Where the buffer is: its first memory is taken now if it has none. For who holds the reservation.
     *
     * @param use what the CPU is about to do
     */
    Placement placed(CpuUse use) {
        Placement now = buffer.placement();
        if (now == null) {
            Settlement first = Settlement.find(company(), use);
            buffer.place(first);
            buffer.admitCpu();
            now = first.placement();
        }
        return now;
    }

    /** The buffer has ended under what is mapped: by that, nobody announces work any more. For who holds the reservation. */
    void orphan() {
        whileNobodyAnnounces(() -> all().forEach(link -> link.holds().goStale()));
    }

    /**
     * Unmaps all that is mapped: the buffer ends. For who holds the reservation.
     *
     * @return whether it did; not while announced work goes by what is mapped
     */
    boolean close() {
        whileNobodyAnnounces(this::revokeIfReady);
        boolean revoked = isRevoked();
        if (revoked) {
            all().forEach(DeviceLink::close);
        }
        return revoked;
    }

    private boolean isRevoked() {
        return all().allMatch(link -> link.holds().isRevoked());
    }

    private void revokeIfReady() {
        if (buffer.isReady()) {
            all().forEach(link -> link.holds().revoke());
        }
    }

    /** Does something about what is mapped, if anything is. Not left undone: the buffer has ended. */
    private void whileNobodyAnnounces(Runnable step) {
        if (isRevoked()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            buffer.reservation().closedFor(Move.GATE_BOUND, step);
        } catch (EntrepotException e) {
            // Who keeps the reservation locked keeps nothing mapped by it.
            step.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The devices that are attached now. */
    List<AttachmentStatus> statuses() {
        return links.values().stream()
                .filter(DeviceLink::isAttached)
                .map(DeviceLink::status)
                .sorted(Comparator.comparing(AttachmentStatus::device).thenComparing(AttachmentStatus::orientation))
                .toList();
    }
}
