package org.entrepot.benchmarks;

import java.util.List;
import org.entrepot.api.BufferPool;
import org.entrepot.benchmarks.Lending.Load;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;

/**
 * Taking buffers from a pool and closing them, as an application does it: pools of the allocator service of a gateway inside this
 * process, beside allocators of the JVM's world that are known to be quick.
 */
final class PoolArea implements Area {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    /** A frame of 4096×2160 pixels of 32 bits. */
    private static final int FRAME = 4096 * 2160 * 4;

    private static final int MANY = 16;
    private static final double OF_ADAPTIVE = 0.35;
    private static final double OF_BEST = 0.05;
    private static final double OF_OTHER_SIZE = 1.1;
    /** An operation beside another thread's may cost so much more that both together do 1.7 times as many. */
    private static final double OF_ALONE = 2 / 1.7;

    private final Pools pools = new Pools();

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                beside("64 KiB", new Load(64 * KIB, 1), Peer.ADAPTIVE, OF_ADAPTIVE),
                beside("64 KiB", new Load(64 * KIB, MANY), Peer.ADAPTIVE, OF_ADAPTIVE),
                beside("1 MiB", new Load(MIB, 1), Peer.ADAPTIVE, OF_ADAPTIVE),
                beside("1 MiB", new Load(MIB, MANY), Peer.ADAPTIVE, OF_ADAPTIVE),
                beside("8 MiB", new Load(8 * MIB, 1), Peer.ADAPTIVE, OF_BEST),
                beside("8 MiB", new Load(8 * MIB, 1), Peer.POOLED, OF_BEST),
                beside("8 MiB", new Load(8 * MIB, 1), Peer.ARROW, OF_BEST),
                beside("33.75 MiB", new Load(FRAME, 1), Peer.ADAPTIVE, OF_BEST),
                beside("33.75 MiB", new Load(FRAME, 1), Peer.POOLED, OF_BEST),
                beside("33.75 MiB", new Load(FRAME, 1), Peer.ARROW, OF_BEST),
                sizes("33.75 MiB", new Load(FRAME, MANY), "64 KiB", new Load(64 * KIB, MANY)),
                sizes("64 KiB", new Load(64 * KIB, MANY), "33.75 MiB", new Load(FRAME, MANY)),
                inCompany());
    }

    private static String words(String size, Load load) {
        return "pool: acquire + close, " + size + ", " + load.held() + " held";
    }

    private Figure beside(String size, Load load, Peer peer, double atMost) {
        return new Figure.Ratio(words(size, load), peer.words(), atMost, () -> {
            Peer.Opened opened = peer.open(load);
            return new Duel(pools.lending(load), opened.side(), () -> {
                opened.close();
                pools.empty();
            });
        });
    }

    private Figure sizes(String size, Load load, String otherSize, Load other) {
        return new Figure.Ratio(words(size, load), "the same of " + otherSize, OF_OTHER_SIZE, () -> {
            return new Duel(pools.lending(load), pools.lending(other), pools::empty);
        });
    }

    private Figure inCompany() {
        Load load = new Load(MIB, MANY);
        return new Figure.Ratio(
                words("1 MiB", load) + ", while a second thread does the same",
                "one thread alone, same pool",
                OF_ALONE,
                () -> {
                    BufferPool shared = pools.open(load.bytes(), 2 * MANY);
                    Company company = new Company(new Lending(shared, load), new Lending(shared, load));
                    return new Duel(company, new Lending(shared, load), () -> {
                        company.close();
                        pools.empty();
                    });
                });
    }

    @Override
    public void close() {
        pools.close();
    }
}
