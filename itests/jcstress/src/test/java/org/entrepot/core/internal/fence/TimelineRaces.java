package org.entrepot.core.internal.fence;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A timeline's fences are signalled once each and in order, whoever signals them: its owner, its bound, or its end. */
public final class TimelineRaces {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final long AFTER_THE_BOUND = 2 * BOUND.toNanos();

    private TimelineRaces() {}

    private static WorkTimeline timeline() {
        return new WorkTimeline("race", "races", 1, BOUND, () -> {}, failure -> {
            throw failure;
        });
    }

    /** Somebody looks at two fences while the later is signalled. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "neither is signalled yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "both are")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the looks were one before and one after")
    @Outcome(expect = FORBIDDEN, desc = "the later before the earlier")
    @State
    public static class SignalAgainstLook {
        private final WorkTimeline timeline = timeline();
        private final Fence earlier = timeline.issue();
        private final Fence later = timeline.issue();

        @Actor
        public void signal() {
            timeline.signal(2);
        }

        @Actor
        public void look(II_Result seen) {
            seen.r1 = later.isSignalled() ? 1 : 0;
            seen.r2 = earlier.isSignalled() ? 1 : 0;
        }
    }

    /** Two fences are issued at once. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 2", "2, 1, 2"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "a number twice, or a fence that is not counted")
    @State
    public static class TwoIssue {
        private final WorkTimeline timeline = timeline();

        @Actor
        public void one(III_Result seen) {
            seen.r1 = (int) timeline.issue().sequence();
        }

        @Actor
        public void other(III_Result seen) {
            seen.r2 = (int) timeline.issue().sequence();
        }

        @Arbiter
        public void pending(III_Result seen) {
            seen.r3 = timeline.pending();
        }
    }

    /** Two threads signal two fences, the one of them without the other. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "both are signalled, and run once each")
    @Outcome(expect = FORBIDDEN, desc = "one is lost, or run twice")
    @State
    public static class TwoSignal {
        private final WorkTimeline timeline = timeline();
        private final Calls first = new Calls();
        private final Calls second = new Calls();

        public TwoSignal() {
            timeline.issue().whenSignalled(first.callback());
            timeline.issue().whenSignalled(second.callback());
        }

        @Actor
        public void one() {
            timeline.signal(1);
        }

        @Actor
        public void both() {
            timeline.signal(2);
        }

        @Arbiter
        public void calls(III_Result seen) {
            seen.r1 = first.count();
            seen.r2 = second.count();
            seen.r3 = timeline.pending();
        }
    }

    /** The owner signals success from one thread and failure from another. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "it succeeded")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "it failed")
    @Outcome(expect = FORBIDDEN, desc = "told twice, or never")
    @State
    public static class SignalAgainstFail {
        private final WorkTimeline timeline = timeline();
        private final Fence fence = timeline.issue();
        private final Calls calls = new Calls();

        public SignalAgainstFail() {
            fence.whenSignalled(calls.callback());
        }

        @Actor
        public void signal() {
            timeline.signal(1);
        }

        @Actor
        public void fail() {
            timeline.fail(1, new EntrepotException(Reason.GONE, "a fence fails"));
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = fence.failure().isPresent() ? 1 : 0;
        }
    }

    /** The bound of a fence is over just when it is signalled. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "just in time")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "too late: it failed")
    @Outcome(expect = FORBIDDEN, desc = "told twice, or never")
    @State
    public static class SignalAgainstExpiry {
        private final WorkTimeline timeline = timeline();
        private final Fence fence = timeline.issue();
        private final Calls calls = new Calls();

        public SignalAgainstExpiry() {
            fence.whenSignalled(calls.callback());
        }

        @Actor
        public void signal() {
            timeline.signal(1);
        }

        @Actor
        public void expire() {
            timeline.expire(System.nanoTime() + AFTER_THE_BOUND).here();
        }

        @Arbiter
        public void calls(II_Result seen) {
            seen.r1 = calls.count();
            seen.r2 = fence.failure().isPresent() ? 1 : 0;
        }
    }

    /** A fence is issued while its timeline ends: nobody must wait for it for ever. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "not issued any more")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "issued, and failed with the timeline")
    @Outcome(expect = FORBIDDEN, desc = "issued, and pending for ever")
    @State
    public static class IssueAgainstClose {
        private final WorkTimeline timeline = timeline();
        private volatile Fence fence;

        @Actor
        public void issue(III_Result seen) {
            try {
                fence = timeline.issue();
                seen.r1 = 1;
            } catch (IllegalStateException closed) {
                seen.r1 = 0;
            }
        }

        @Actor
        public void close() {
            timeline.close();
        }

        @Arbiter
        public void end(III_Result seen) {
            Fence issued = fence;
            seen.r2 = issued != null && issued.failure().isPresent() ? 1 : 0;
            seen.r3 = timeline.pending();
        }
    }

    /** A thread begins to wait while the fence is signalled. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "it goes on")
    @Outcome(expect = FORBIDDEN, desc = "it slept through the signal")
    @State
    public static class AwaitAgainstSignal {
        private final WorkTimeline timeline = timeline();
        private final Fence fence = timeline.issue();

        @Actor
        public void await(II_Result seen) {
            seen.r1 = fence.await(BOUND) ? 1 : 0;
        }

        @Actor
        public void signal() {
            timeline.signal(1);
        }

        @Arbiter
        public void signalled(II_Result seen) {
            seen.r2 = fence.isSignalled() ? 1 : 0;
        }
    }
}
