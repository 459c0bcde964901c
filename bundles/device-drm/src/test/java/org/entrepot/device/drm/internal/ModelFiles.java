package org.entrepot.device.drm.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.DmaBufs;
import org.entrepot.linux.MemoryFiles.Part;

/** Plays memory files of which DMA-BUFs are made, or none. */
final class ModelFiles {
    private ModelFiles() {}

    /** Of DMA-BUFs of so many bytes. */
    static MemoryFiles of(long largest) {
        return (MemoryFiles) Proxy.newProxyInstance(
                MemoryFiles.class.getClassLoader(),
                new Class<?>[] {MemoryFiles.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "dmaBufs" -> new DmaBufs(largest, "a test");
                    case "create" -> new ModelMemory((long) arguments[1]);
                    case "dmaBuf" ->
                        new ModelMemory(((List<?>) arguments[1])
                                .stream()
                                        .map(Part.class::cast)
                                        .mapToLong(Part::bytes)
                                        .sum());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
