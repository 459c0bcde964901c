package org.entrepot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.Zeroing;
import org.entrepot.benchmarks.Lending.Load;
import org.jspecify.annotations.Nullable;

/** Pools of the allocator service of a gateway inside this process, in its carve-out; the gateway starts with the first. */
final class Pools implements AutoCloseable {
    private static final long BASE = 64L << 30;
    private static final long REGION = 4L << 30;

    private final List<BufferPool> open = new ArrayList<>();
    private @Nullable Gateway gateway;

    /** A pool of buffers that are zeroed once. */
    BufferPool open(int bytes, int capacity) {
        if (gateway == null) {
            gateway = new Gateway()
                    .heap("org.entrepot.exporter.carveout", Map.of("region.base", BASE, "region.bytes", REGION));
        }
        AllocationRequest request = AllocationRequest.bytes(bytes).build();
        BufferPool pool = gateway.allocator().pool(request, capacity, Zeroing.WHEN_FRESH);
        open.add(pool);
        return pool;
    }

    /** Lends out of a pool that has as many buffers as are held. */
    Lending lending(Load load) {
        return new Lending(open(load.bytes(), load.held()), load);
    }

    /** Closes all that are open. */
    void empty() {
        open.forEach(BufferPool::close);
        open.clear();
    }

    @Override
    public void close() {
        empty();
        if (gateway != null) {
            gateway.close();
            gateway = null;
        }
    }
}
