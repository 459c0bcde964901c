package org.entrepot.exporter.iommu.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.PageRun;
import org.osgi.service.log.Logger;

/**
 * Drives an I/O MMU from its configuration: its mapper serves as soon as the bus is free. Stopped, the mapper goes at once, and the
 * unit when the last mapping through it is closed.
 */
final class IommuDriver {
    private final ScheduledExecutorService timer;
    private final IommuUnit unit;
    private final Takeover takeover;

    /**
     * Takes the bus, now or later.
     *
     * @param ownFrames tells the frames that are given back through the unit's queue
     * @param registry lets a mapper serve; answers how that ends
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    IommuDriver(
            IommuConfig config,
            DeviceBus bus,
            Predicate<List<PageRun>> ownFrames,
            Function<Mapper, Runnable> registry,
            Logger log) {
        Bounds bounds = Bounds.of(config);
        String name = config.mapper_name();
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> thread(work, name));
        this.unit = new IommuUnit(bus, bounds.queue(timer, log));
        Mapper mapper = new IommuMapper(name, unit, ownFrames);
        this.takeover = new Takeover(unit::install, () -> registry.apply(mapper), timer, log);
        takeover.begin();
    }

    /**
     * When the I/O MMU forgets.
     *
     * @param deferred whether later than at once
     * @param most how many ranges may wait then
     * @param age how long the first of them may wait then
     */
    private record Bounds(boolean deferred, int most, Duration age) {
        static Bounds of(IommuConfig config) {
            String when = config.invalidation();
            if (!when.equals(IommuConfig.STRICT) && !when.equals(IommuConfig.DEFERRED)) {
                throw new IllegalArgumentException("a value of " + IommuConfig.PID + " keeps its rule: invalidation="
                        + when + "; set " + IommuConfig.STRICT + " or " + IommuConfig.DEFERRED);
            }
            int most = ConfiguredNumber.between(IommuConfig.PID, "flush.entries", 1, 32_768)
                    .readInt(config::flush_entries);
            long millis = ConfiguredNumber.between(IommuConfig.PID, "flush.millis", 1, 1_000)
                    .read(config::flush_millis);
            return new Bounds(when.equals(IommuConfig.DEFERRED), most, Duration.ofMillis(millis));
        }

        FlushQueue queue(ScheduledExecutorService timer, Logger log) {
            return deferred
                    ? FlushQueue.deferred(
                            most, age, timer, e -> log.error("What was unmapped could not be given back", e))
                    : FlushQueue.strict(timer);
        }
    }

    private static Thread thread(Runnable work, String mapper) {
        Thread thread = new Thread(work, "entrepot-" + mapper);
        thread.setDaemon(true);
        return thread;
    }

    IommuUnit unit() {
        return unit;
    }

    /** Serves no longer. Nothing is deferred from now on. */
    void stop() {
        takeover.end();
        unit.retire();
        timer.shutdownNow();
    }
}
