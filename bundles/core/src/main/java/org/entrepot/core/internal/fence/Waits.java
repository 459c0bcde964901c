package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;

/** A thread that waits for a fence. */
public final class Waits {
    private Waits() {}

    /** Waits; whether the fence is signalled. */
    static boolean await(EngineFence fence, Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("a wait is not negative: longest=" + longest);
        }
        if (fence.isSignalled()) {
            return true;
        }
        CountDownLatch signalled = new CountDownLatch(1);
        Fence.Callback callback = fence.whenOver(signalled::countDown);
        try {
            return signalled.await(nanos(longest), TimeUnit.NANOSECONDS) || fence.isSignalled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED,
                    "a wait for a fence ends undisturbed: timeline=" + fence.timeline() + " sequence="
                            + Long.toUnsignedString(fence.sequence()) + "; wait again",
                    e);
        } finally {
            callback.cancel();
        }
    }

    /** Nanoseconds of a time, as many as a long holds at most. */
    public static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
