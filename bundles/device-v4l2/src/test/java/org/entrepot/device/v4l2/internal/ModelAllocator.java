package org.entrepot.device.v4l2.internal;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.DmaBuf;
import org.jspecify.annotations.Nullable;

/** Plays an engine for a coder: buffers that are mapped by a model, and told of when they are closed. */
final class ModelAllocator {
    /** Buffers that are open. */
    int open;
    /** What closing an attachment fails with. */
    @Nullable
    String stuck;

    /** What happens meanwhile. */
    Runnable whenDetached = () -> {};

    private final ModelImports imports;
    private int numbers = 100;

    ModelAllocator(ModelImports imports) {
        this.imports = imports;
    }

    /** As the coder has it. */
    Allocator allocator() {
        return played(Allocator.class, Map.of("allocate", () -> buffer(++numbers)));
    }

    private DmaBuf buffer(int number) {
        open++;
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        CpuAccess access = played(CpuAccess.class, Map.of("view", () -> bytes, "close", () -> null));
        Attachment attachment =
                played(Attachment.class, Map.of("map", () -> imports.map(number), "close", this::detached));
        return played(
                DmaBuf.class,
                Map.of("attach", () -> attachment, "beginCpuAccess", () -> access, "close", () -> --open));
    }

    private Object detached() {
        whenDetached.run();
        if (stuck != null) {
            throw new IllegalStateException(stuck);
        }
        return 0;
    }

    private interface Call {
        Object made();
    }

    private static <T> T played(Class<T> type, Map<String, Call> methods) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object answer = methods.get(method.getName()).made();
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
