package org.entrepot.linux;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Watches the nodes of devices come and go ({@code inotify(7)}). A service; safe for use by several threads. Nodes are made by the kernel
 * (devtmpfs), and get their owner and mode a moment later from udev: that is a change, too.
 */
@ProviderType
public interface NodeWatches {
    /**
     * Looks now, and again after each change. Changes that come close together may be one.
     *
     * @param folders with nodes, such as {@code /dev/dri}; one that is not there yet is waited for
     * @param names of the nodes that count
     * @param look what to do; called by this thread before this returns, and by the watch's own thread afterwards, never twice at
     *     a time. What it throws in the watch's own thread is logged, and the watch goes on
     * @return the watch, which the caller closes. Where no native calls are made nothing is watched: it looked once. So it is where the
     *     kernel watches no more folders for this user, which the log says
     */
    Watch watch(Set<Path> folders, Pattern names, Runnable look);

    /** A watch that is open. */
    @ProviderType
    interface Watch extends AutoCloseable {
        /**
         * Ends it: nobody looks any more when this returns; where who looks closes it, that look is the last. Closing twice counts once.
         */
        @Override
        void close();
    }
}
