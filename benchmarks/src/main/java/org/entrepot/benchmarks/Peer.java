package org.entrepot.benchmarks;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.entrepot.benchmarks.Lending.Load;
import org.entrepot.benchmarks.harness.Side;

/**
 * An allocator of direct memory that is known to be quick, at its best: with caches for this thread, without looking for leaks.
 *
 * @param words which it is
 * @param opening opens it for a load
 */
record Peer(String words, Function<Load, Opened> opening) {
    static final Peer ADAPTIVE =
            new Peer("Netty 4.2, adaptive", load -> netty(new AdaptiveByteBufAllocator(true, true), load));
    static final Peer POOLED = new Peer("Netty 4.2, pooled", load -> netty(pooled(), load));
    static final Peer ARROW = new Peer("Arrow 19, accounting", Peer::arrow);

    /** Opens it for a load. */
    Opened open(Load load) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        return opening.apply(load);
    }

    /**
     * A peer at work.
     *
     * @param side takes and releases
     * @param closing gives back what it has
     */
    record Opened(Side side, Runnable closing) {
        void close() {
            closing.run();
        }
    }

    private static ByteBufAllocator pooled() {
        boolean cachesForAllThreads = true;
        return new PooledByteBufAllocator(
                true,
                PooledByteBufAllocator.defaultNumHeapArena(),
                PooledByteBufAllocator.defaultNumDirectArena(),
                PooledByteBufAllocator.defaultPageSize(),
                PooledByteBufAllocator.defaultMaxOrder(),
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                cachesForAllThreads);
    }

    private static Opened netty(ByteBufAllocator allocator, Load load) {
        ByteBuf[] held = new ByteBuf[load.held()];
        return new Opened(
                operations -> {
                    long sum = 0;
                    for (int left = operations; left > 0; left -= held.length) {
                        for (int i = 0; i < held.length; i++) {
                            ByteBuf taken = allocator.directBuffer(load.bytes(), load.bytes());
                            held[i] = taken;
                            sum += taken.capacity();
                        }
                        for (ByteBuf one : held) {
                            one.release();
                        }
                    }
                    return sum;
                },
                () -> {});
    }

    private static Opened arrow(Load load) {
        BufferAllocator allocator = new RootAllocator();
        ArrowBuf[] held = new ArrowBuf[load.held()];
        return new Opened(
                operations -> {
                    long sum = 0;
                    for (int left = operations; left > 0; left -= held.length) {
                        for (int i = 0; i < held.length; i++) {
                            ArrowBuf taken = allocator.buffer(load.bytes());
                            held[i] = taken;
                            sum += taken.capacity();
                        }
                        for (ArrowBuf one : held) {
                            one.close();
                        }
                    }
                    return sum;
                },
                allocator::close);
    }
}
