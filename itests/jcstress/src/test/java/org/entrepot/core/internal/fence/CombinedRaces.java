package org.entrepot.core.internal.fence;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A fence for several is signalled once, with the last of them. */
public final class CombinedRaces {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private CombinedRaces() {}

    private static WorkTimeline timeline(long context) {
        return new WorkTimeline("race", "races", context, BOUND, () -> {}, CombinedRaces::rethrow);
    }

    private static void rethrow(RuntimeException failure) {
        throw failure;
    }

    /** Two timelines, each with a fence, and one fence for both. */
    private static final class Two {
        private final WorkTimeline left = timeline(1);
        private final WorkTimeline right = timeline(2);
        private final Fence merged =
                new Combining(() -> 3, CombinedRaces::rethrow).merge(List.of(left.issue(), right.issue()));
    }

    /** Both are signalled at once. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "told once, by the last")
    @Outcome(expect = FORBIDDEN, desc = "told twice, or never")
    @State
    public static class TwoSignal {
        private final Two two = new Two();
        private final Calls calls = new Calls();

        public TwoSignal() {
            two.merged.whenSignalled(calls.callback());
        }

        @Actor
        public void left() {
            two.left.signal(1);
        }

        @Actor
        public void right() {
            two.right.signal(1);
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = two.merged.isSignalled() ? 1 : 0;
        }
    }

    /** Somebody wants to know for the first time, while the last is signalled. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "registered after: run by who registered")
    @Outcome(id = "1, 2", expect = ACCEPTABLE_INTERESTING, desc = "registered before: run by who signalled")
    @Outcome(expect = FORBIDDEN, desc = "told twice, or never")
    @State
    public static class RegisterAgainstSignal {
        private final Two two = new Two();
        private final Calls calls = new Calls();
        private volatile Thread registering;

        public RegisterAgainstSignal() {
            two.left.signal(1);
        }

        @Actor
        public void register() {
            registering = Thread.currentThread();
            two.merged.whenSignalled(calls.callback());
        }

        @Actor
        public void signal() {
            two.right.signal(1);
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = calls.by() == registering ? 1 : 2;
        }
    }

    /** Two want to know: the fences are watched for each. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "both are told")
    @Outcome(expect = FORBIDDEN, desc = "one is told twice, or never")
    @State
    public static class TwoRegister {
        private final Two two = new Two();
        private final Calls one = new Calls();
        private final Calls other = new Calls();

        @Actor
        public void one() {
            two.merged.whenSignalled(one.callback());
        }

        @Actor
        public void other() {
            two.merged.whenSignalled(other.callback());
        }

        @Arbiter
        public void calls(II_Result seen) {
            two.left.signal(1);
            two.right.signal(1);
            seen.r1 = one.count();
            seen.r2 = other.count();
        }
    }

    /** One of them fails while the other succeeds. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "told once, with the failure")
    @Outcome(expect = FORBIDDEN, desc = "told before the failure was known, or not once")
    @State
    public static class SignalAgainstFail {
        private final Two two = new Two();
        private final Calls calls = new Calls();
        private volatile boolean failed;

        public SignalAgainstFail() {
            two.merged.whenSignalled(whole -> failed = whole.failure().isPresent());
            two.merged.whenSignalled(calls.callback());
        }

        @Actor
        public void signal() {
            two.left.signal(1);
        }

        @Actor
        public void fail() {
            two.right.fail(1, new EntrepotException(Reason.GONE, "a fence fails"));
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = failed ? 1 : 0;
        }
    }
}
