package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.spi.Importer;

/**
 * What one device has of one buffer: a mapping for each direction, mappings that the buffer has left behind, and pins; and whether
 * these keep the buffer where it is. Guarded by the buffer's reservation, but for how many there are, which is read without it.
 */
final class Holds {
    /** Who has it. */
    private final String device;

    private final ImporterKind kind;
    private final Consumer<RuntimeException> failures;
    private final Map<Direction, SharedMapping> current = new ConcurrentHashMap<>(4);
    private final List<SharedMapping> stale = new CopyOnWriteArrayList<>();
    private int pins;
    /** Whether the device was asked to let go of what is mapped, and when. */
    private boolean asked;

    private long askedAt;

    /**
     * Holds nothing.
     *
     * @param device its name
     * @param kind what it does about a mapped buffer that is to move
     * @param failures told of an unmapping that failed, and of memory that was not given back after it
     */
    Holds(String device, ImporterKind kind, Consumer<RuntimeException> failures) {
        this.device = device;
        this.kind = kind;
        this.failures = failures;
    }

    /** Whether nothing is mapped or pinned. */
    boolean isEmpty() {
        return current.isEmpty() && stale.isEmpty() && pins == 0;
    }

    /** Whether something is mapped where the buffer is. */
    boolean isMapped() {
        return !current.isEmpty();
    }

    Optional<SharedMapping> mapping(Direction direction) {
        return Optional.ofNullable(current.get(direction));
    }

    /** Whoever maps one more direction while asked to let go gets no more time for it. */
    void add(SharedMapping mapping) {
        mapping.placement().use();
        asked &= isMapped();
        current.put(mapping.direction(), mapping);
    }

    void pin() {
        pins++;
    }

    void unpin() {
        // The end of the buffer takes pins away, too.
        pins = Math.max(0, pins - 1);
    }

    /** Who keeps the buffer where it is, for people; nobody if it may move. */
    Optional<String> keeper() {
        if (pins > 0) {
            return Optional.of("device " + device + " has it pinned");
        }
        return current.isEmpty() || kind == ImporterKind.DYNAMIC
                ? Optional.empty()
                : Optional.of("device " + device + " has it mapped");
    }

    /** Whether the device lets go of all that keeps the buffer here, when asked. */
    boolean letsGo() {
        return kind == ImporterKind.REVOCABLE && pins == 0;
    }

    /**
     * Whether the device is to be asked, now and for the first time, to let go of what it has mapped.
     *
     * @param now {@link System#nanoTime}
     */
    boolean isToBeAsked(long now) {
        if (kind != ImporterKind.REVOCABLE || current.isEmpty() || asked) {
            return false;
        }
        asked = true;
        askedAt = now;
        return true;
    }

    /** Whether the device has not let go within the bound of what it has mapped. */
    boolean isOverdue(long now) {
        return asked && isMapped() && now - askedAt >= Importer.REVOKE_BOUND.toNanos();
    }

    /** Unmaps what a device has not let go of within the bound. */
    void revokeOverdue(long now) {
        if (isOverdue(now)) {
            current.values().forEach(mapping -> {
                mapping.revoke();
                end(mapping);
            });
            current.clear();
        }
    }

    /** The buffer has moved on: what is mapped leads to where it was, which is given back after the last that does. */
    void leaveBehind() {
        current.values().forEach(SharedMapping::goStale);
        stale.addAll(current.values());
        current.clear();
    }

    /** Gives a share of a mapping back; the last unmaps. A mapping that was revoked, or that the buffer's end took, is gone already. */
    void unmap(SharedMapping mapping) {
        if (current.get(mapping.direction()) == mapping) {
            if (mapping.unshare()) {
                current.remove(mapping.direction());
                end(mapping);
            }
        } else if (stale.contains(mapping) && mapping.unshare()) {
            stale.remove(mapping);
            end(mapping);
        }
    }

    private void end(SharedMapping mapping) {
        contained(mapping::close);
        contained(mapping.placement()::release);
    }

    /** The buffer has ended under what is mapped: it leads there still, for work that is announced. */
    void goStale() {
        current.values().forEach(SharedMapping::goStale);
    }

    /** Takes away what is mapped; {@link #close} unmaps it. */
    void revoke() {
        all().forEach(SharedMapping::revoke);
    }

    /** Whether all that is mapped was taken away. */
    boolean isRevoked() {
        return all().allMatch(mapping -> mapping.state() == MappingState.REVOKED);
    }

    /** Unmaps everything. */
    void close() {
        all().forEach(this::end);
        current.clear();
        stale.clear();
        pins = 0;
    }

    private void contained(Runnable step) {
        try {
            step.run();
        } catch (EntrepotException e) {
            failures.accept(e);
        }
    }

    /** How many mappings are shared out. Under no lock. */
    int shares() {
        return all().mapToInt(SharedMapping::shares).sum();
    }

    /** In how many segments the device sees the buffer; of several mappings the most. Under no lock. */
    int segments() {
        return all().mapToInt(mapping -> mapping.segments().size()).max().orElse(0);
    }

    private Stream<SharedMapping> all() {
        return Stream.concat(current.values().stream(), stale.stream());
    }
}
