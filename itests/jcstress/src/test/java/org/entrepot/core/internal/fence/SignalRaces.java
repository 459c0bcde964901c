package org.entrepot.core.internal.fence;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A callback is run once, whether it is registered before the signal, after it, or in the middle. */
public final class SignalRaces {
    private static final Consumer<RuntimeException> FAILURES = SignalRaces::rethrow;
    private static final Fence FENCE = new SignalledFence(FAILURES);

    private SignalRaces() {}

    private static void rethrow(RuntimeException failure) {
        throw failure;
    }

    private static int mark(Signal signal, EntrepotException failure) {
        return signal.mark(failure)
                .map(told -> {
                    told.tell(FENCE, FAILURES);
                    return 1;
                })
                .orElse(0);
    }

    /** A callback is registered while the fence is signalled. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "registered after: run by who registered")
    @Outcome(id = "1, 2", expect = ACCEPTABLE_INTERESTING, desc = "registered before: run by who signalled")
    @Outcome(expect = FORBIDDEN, desc = "lost, or run twice")
    @State
    public static class RegisterAgainstMark {
        private final Signal signal = new Signal();
        private final Calls calls = new Calls();
        private volatile Thread registering;

        @Actor
        public void register() {
            registering = Thread.currentThread();
            signal.register(FENCE, calls.callback(), FAILURES);
        }

        @Actor
        public void mark() {
            SignalRaces.mark(signal, null);
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = calls.by() == registering ? 1 : 2;
        }
    }

    /** The engine registers while the fence is signalled, before which a callback of another bundle has registered. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "registered before: told before the callback")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "registered after: told by itself")
    @Outcome(expect = FORBIDDEN, desc = "lost, told twice, or by who signals and after the callback")
    @State
    public static class EngineAgainstMark {
        private final Signal signal = new Signal();
        private final Calls calls = new Calls();
        private int before;
        private volatile Thread registering;

        public EngineAgainstMark() {
            signal.register(FENCE, fence -> before = calls.count(), FAILURES);
        }

        @Actor
        public void register() {
            registering = Thread.currentThread();
            signal.register(Turn.ENGINE, FENCE, calls.callback(), FAILURES);
        }

        @Actor
        public void mark() {
            SignalRaces.mark(signal, null);
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            boolean byItself = calls.by() == registering;
            seen.r2 = byItself ? 1 : before == 1 ? 0 : 2;
        }
    }

    /** A callback is taken back while the fence is signalled. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "taken back: never run")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "too late: run once")
    @Outcome(expect = FORBIDDEN, desc = "taken back and run, or neither")
    @State
    public static class CancelAgainstMark {
        private final Signal signal = new Signal();
        private final Calls calls = new Calls();
        private final Fence.Callback callback = signal.register(FENCE, calls.callback(), FAILURES);

        @Actor
        public void cancel(II_Result seen) {
            seen.r1 = callback.cancel() ? 1 : 0;
        }

        @Actor
        public void mark() {
            SignalRaces.mark(signal, null);
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r2 = calls.count();
        }
    }

    /** A fence is signalled by its owner and by the platform at once. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "it succeeded")
    @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE_INTERESTING, desc = "it failed")
    @Outcome(expect = FORBIDDEN, desc = "both or neither, or a callback that is lost or run twice")
    @State
    public static class SuccessAgainstFailure {
        private final Signal signal = new Signal();
        private final Calls calls = new Calls();

        public SuccessAgainstFailure() {
            signal.register(FENCE, calls.callback(), FAILURES);
        }

        @Actor
        public void succeed(IIII_Result seen) {
            seen.r1 = SignalRaces.mark(signal, null);
        }

        @Actor
        public void fail(IIII_Result seen) {
            seen.r2 = SignalRaces.mark(signal, new EntrepotException(Reason.GONE, "a fence fails"));
        }

        @Arbiter
        public void calls(IIII_Result seen) {
            seen.r3 = calls.count();
            seen.r4 = signal.failure().isPresent() ? 1 : 0;
        }
    }

    /** Two callbacks are registered at once. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "both are run, in the order in which they came")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class TwoRegister {
        private final Signal signal = new Signal();
        private int last;
        private int one;
        private int other;

        @Actor
        public void one() {
            signal.register(FENCE, fence -> one = ++last, FAILURES);
        }

        @Actor
        public void other() {
            signal.register(FENCE, fence -> other = ++last, FAILURES);
        }

        @Arbiter
        public void calls(II_Result seen) {
            SignalRaces.mark(signal, null);
            seen.r1 = one;
            seen.r2 = other;
        }
    }

    /** A callback is registered while the one before it is taken back: it is put on top of it, or in its place. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "only the new one is run")
    @Outcome(expect = FORBIDDEN, desc = "one is lost with the other, or run though taken back")
    @State
    public static class RegisterAgainstCancel {
        private final Signal signal = new Signal();
        private final Calls kept = new Calls();
        private final Calls cancelled = new Calls();
        private final Calls added = new Calls();
        private final Fence.Callback callback;

        public RegisterAgainstCancel() {
            signal.register(FENCE, kept.callback(), FAILURES);
            callback = signal.register(FENCE, cancelled.callback(), FAILURES);
        }

        @Actor
        public void cancel() {
            callback.cancel();
        }

        @Actor
        public void register() {
            signal.register(FENCE, added.callback(), FAILURES);
        }

        @Arbiter
        public void calls(III_Result seen) {
            SignalRaces.mark(signal, null);
            seen.r1 = kept.count();
            seen.r2 = cancelled.count();
            seen.r3 = added.count();
        }
    }
}
