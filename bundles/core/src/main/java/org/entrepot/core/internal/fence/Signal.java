package org.entrepot.core.internal.fence;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;
import org.jspecify.annotations.Nullable;

/**
 * Whether a fence is signalled, and who is to be told. One word holds either what came of it or a stack of those that wait, so that
 * a callback is registered before the signal or sees it: none is lost, none is called twice, and no lock is taken.
 */
final class Signal {
    private static final Outcome DONE = new Outcome(null);

    private final AtomicReference<State> state = new AtomicReference<>(Waiting.NOBODY);

    /** What the word holds. */
    private sealed interface State {}

    /** The fence is signalled. */
    private record Outcome(@Nullable EntrepotException failure) implements State {}

    /** The fence is pending, and these wait: a stack. */
    private static final class Waiting implements State, Fence.Callback {
        private static final Waiting NOBODY = new Waiting(Turn.ENGINE, fence -> {}, null);

        private final Turn turn;
        private final Consumer<Fence> callback;
        private final AtomicBoolean called = new AtomicBoolean();
        private final @Nullable Waiting below;

        Waiting(Turn turn, Consumer<Fence> callback, @Nullable Waiting below) {
            this.turn = turn;
            this.callback = callback;
            this.below = below;
        }

        /** Whether it is still to be called. */
        boolean isWanted() {
            return !called.get();
        }

        @Override
        public boolean cancel() {
            return called.compareAndSet(false, true);
        }
    }

    boolean isSignalled() {
        return state.get() instanceof Outcome;
    }

    Optional<EntrepotException> failure() {
        return state.get() instanceof Outcome outcome ? Optional.ofNullable(outcome.failure()) : Optional.empty();
    }

    /**
     * Registers a callback of another bundle, or calls it at once if the fence is signalled.
     *
     * @param fence whose signal this is
     * @param callback told the fence
     * @param failures told what the callback throws
     */
    Fence.Callback register(Fence fence, Consumer<Fence> callback, Consumer<RuntimeException> failures) {
        return register(Turn.OTHERS, fence, callback, failures);
    }

    /**
     * Registers a callback, or calls it at once if the fence is signalled.
     *
     * @param turn whose it is
     * @param fence whose signal this is
     * @param callback told the fence
     * @param failures told what the callback throws
     */
    Fence.Callback register(Turn turn, Fence fence, Consumer<Fence> callback, Consumer<RuntimeException> failures) {
        while (true) {
            State seen = state.get();
            if (seen instanceof Waiting waiting) {
                Waiting pushed = new Waiting(turn, callback, wanted(waiting));
                if (state.compareAndSet(seen, pushed)) {
                    return pushed;
                }
            } else {
                Waiting late = new Waiting(turn, callback, null);
                tell(late, fence, failures);
                return late;
            }
        }
    }

    /** Those taken back are left behind, so that a fence that many poll with a time-out does not gather them. */
    private static @Nullable Waiting wanted(Waiting top) {
        Waiting first = top;
        while (first != null && !first.isWanted()) {
            first = first.below;
        }
        return first;
    }

    /**
     * Marks the fence as signalled, without telling anyone.
     *
     * @return who is to be told, by {@link Told#tell}; empty if it was signalled already
     */
    Optional<Told> mark(@Nullable EntrepotException failure) {
        Outcome outcome = failure == null ? DONE : new Outcome(failure);
        while (true) {
            State seen = state.get();
            if (!(seen instanceof Waiting waiting)) {
                return Optional.empty();
            }
            if (state.compareAndSet(seen, outcome)) {
                return Optional.of(new Told(waiting));
            }
        }
    }

    /** Those who wait for a fence that was marked. */
    static final class Told {
        private final Waiting top;

        private Told(Waiting top) {
            this.top = top;
        }

        /** Tells everybody who was not told yet: the engine first, then the others in the order in which they registered. */
        void tell(Fence fence, Consumer<RuntimeException> failures) {
            tellEngine(fence, failures);
            others(fence, failures).forEach(Runnable::run);
        }

        /** Tells the engine, which is quick. */
        void tellEngine(Fence fence, Consumer<RuntimeException> failures) {
            for (Waiting one = top; one != null; one = one.below) {
                if (one.turn == Turn.ENGINE) {
                    Signal.tell(one, fence, failures);
                }
            }
        }

        /** What tells the others, each of them, in the order in which they registered. */
        Collection<Runnable> others(Fence fence, Consumer<RuntimeException> failures) {
            Deque<Runnable> order = new ArrayDeque<>(0);
            for (Waiting one = top; one != null; one = one.below) {
                if (one.turn == Turn.OTHERS && one.isWanted()) {
                    Waiting other = one;
                    order.push(() -> Signal.tell(other, fence, failures));
                }
            }
            return order;
        }
    }

    private static void tell(Waiting one, Fence fence, Consumer<RuntimeException> failures) {
        if (one.cancel()) {
            Callbacks.tell(one.callback, fence, failures);
        }
    }
}
