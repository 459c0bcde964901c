package org.entrepot.torture.load;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * What the CPU does with buffers. Memory of the chaotic vendor refuses it while that is in a mood, and holds what it held afterwards:
 * so who meets that waits. Memory of anybody else never refuses it.
 */
final class CpuWork {
    private static final Set<Reason> BROKEN = EnumSet.of(Reason.IO, Reason.TIMED_OUT);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(25);

    private final Tally tally;

    CpuWork(Tally tally) {
        this.tally = tally;
    }

    void write(DmaBuf buffer, Pattern pattern) {
        during(buffer, CpuUse.WRITE, access -> {
            pattern.write(access.view());
            return 0;
        });
    }

    /** How many bytes of a buffer are wrong. */
    long wrong(DmaBuf buffer, Pattern pattern) {
        return during(buffer, CpuUse.READ, access -> pattern.wrong(access.view()));
    }

    /** Does something once, in a bracket. */
    long during(DmaBuf buffer, CpuUse use, ToLongFunction<CpuAccess> work) {
        CpuAccess access = begin(buffer, use);
        try {
            return work.applyAsLong(access);
        } finally {
            end(buffer, access);
        }
    }

    private CpuAccess begin(DmaBuf buffer, CpuUse use) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            String before = place(buffer);
            try {
                return buffer.beginCpuAccess(use);
            } catch (EntrepotException e) {
                excuse(buffer, before, e);
                if (System.nanoTime() > end) {
                    throw e;
                }
                Gateway.pause(5);
            }
        }
    }

    private void end(DmaBuf buffer, CpuAccess access) {
        String before = place(buffer);
        try {
            access.close();
        } catch (EntrepotException e) {
            excuse(buffer, before, e);
        }
    }

    private static String place(DmaBuf buffer) {
        return buffer.exporter() + " " + buffer.moves();
    }

    /** It may have been there for a moment only. */
    private void excuse(DmaBuf buffer, String before, EntrepotException failure) {
        boolean excused = Gateway.CHAOS.equals(buffer.exporter())
                || !place(buffer).equals(before)
                || before.startsWith(Gateway.CHAOS);
        if (!excused || !BROKEN.contains(failure.reason())) {
            throw failure;
        }
        tally.count("memory in a mood " + failure.reason());
    }
}
