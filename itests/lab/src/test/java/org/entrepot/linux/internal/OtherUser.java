package org.entrepot.linux.internal;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A thread to whose calls files are open as to a user without any right ({@code setfsuid(2)}); the others stay root's. */
final class OtherUser {
    private static final int NOBODY = 65534;
    private static final Function SETFSUID = NativeLibrary.getInstance("c").getFunction("setfsuid");
    private static final Function SETFSGID = NativeLibrary.getInstance("c").getFunction("setfsgid");

    private OtherUser() {}

    /** Calls as somebody who is in no group. */
    static <T> T call(Supplier<T> work) {
        return call(NOBODY, work);
    }

    /** Calls as a member of a group. */
    static <T> T call(int group, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
                    SETFSGID.invokeInt(new Object[] {group});
                    SETFSUID.invokeInt(new Object[] {NOBODY});
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException | LinkageError e) {
                        result.completeExceptionally(e);
                    }
                })
                .start();
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
