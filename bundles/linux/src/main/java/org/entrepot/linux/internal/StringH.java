package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** {@code <string.h>}. A thread in it holds up no safepoint of the JVM. */
final class StringH {
    static {
        Native.register(StringH.class, Platform.C_LIBRARY_NAME);
    }

    private StringH() {}

    static native long memcpy(long dest, long src, long n);
}
