package org.entrepot.linux;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Reads the kernel's log ({@code /dev/kmsg}). A service; safe for use by several threads. Readers outlive it. */
@ProviderType
public interface KernelLog {
    /**
     * Begins to read with what comes next.
     *
     * @return a reader, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#ACCESS_DENIED} if the log is not this user's to read
     *     ({@code kernel.dmesg_restrict}), with {@link org.entrepot.api.Reason#UNSUPPORTED} if there is none
     */
    Reader follow();

    /** A place in the log. Safe for use by several threads. */
    @ProviderType
    interface Reader extends AutoCloseable {
        /** What came since it was last asked, the oldest first, without waiting; what was overwritten meanwhile is missing. */
        List<Line> news();

        /** Closes it; then there is nothing new. Closing twice counts once. */
        @Override
        void close();
    }

    /**
     * A line of the log.
     *
     * @param text of it, without what stands before the message
     * @param nanos when it was written, on the clock of {@link System#nanoTime()}
     */
    record Line(String text, long nanos) {}
}
