package org.entrepot.pipeline.internal;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;

/** Heaps that a run took out of service. Closing puts them back; after that none is taken any more. */
final class HeldBack implements AutoCloseable {
    private final ControlPlane control;
    private final Set<String> heaps = new TreeSet<>();
    private boolean closed;

    HeldBack(ControlPlane control) {
        this.control = control;
    }

    /** Holds these heaps back and no others: who comes back does so first, so that there is always somebody who serves. */
    synchronized void hold(Set<String> names) {
        if (closed) {
            return;
        }
        putBack(names);
        for (String name : names) {
            if (isServing(name)) {
                unlessGone(control::disable, name);
                heaps.add(name);
            }
        }
    }

    /** What somebody else took out of service is theirs to put back. */
    private boolean isServing(String name) {
        return control.heaps().stream()
                .anyMatch(heap -> heap.name().equals(name) && heap.state() == HeapStatus.State.SERVING);
    }

    /** Puts every heap back but these, each whatever becomes of the others. */
    private void putBack(Set<String> butNot) {
        Optional<EntrepotException> failure = Optional.empty();
        for (String name : Set.copyOf(heaps)) {
            try {
                if (!butNot.contains(name)) {
                    heaps.remove(name);
                    unlessGone(control::enable, name);
                }
            } catch (EntrepotException e) {
                failure.ifPresent(e::addSuppressed);
                failure = Optional.of(e);
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    private static void unlessGone(Consumer<String> change, String name) {
        try {
            change.accept(name);
        } catch (EntrepotException e) {
            // A heap that has left serves nobody, and comes back in service.
            if (e.reason() != Reason.UNKNOWN) {
                throw e;
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        putBack(Set.of());
    }
}
