package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/** {@code <poll.h>}: waiting for devices. A call that fails returns -1 and leaves its error number in {@link Native#getLastError()}. */
final class Poll {
    static final int POLLIN = 0x001;
    static final int POLLOUT = 0x004;
    static final int POLLERR = 0x008;

    static {
        Native.register(Poll.class, Platform.C_LIBRARY_NAME);
    }

    private Poll() {}

    static native int poll(ByteBuffer fds, long count, int milliseconds);

    /** {@code struct pollfd}. */
    static final class PollfdLayout {
        static final int SIZEOF = 8;
        static final int FD = 0;
        static final int EVENTS = 4;
        static final int REVENTS = 6;

        private PollfdLayout() {}
    }
}
