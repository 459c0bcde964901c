package org.entrepot.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.entrepot.api.Constraints;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;

/** A mapper of the test: shows physical addresses, or one run of its own if it lifts. */
public final class TestMapper implements Mapper {
    private final String name;
    private final String bus;
    private final boolean lifts;
    private final AtomicLong nextAddress = new AtomicLong(0x10_0000);
    public final AtomicInteger live = new AtomicInteger();
    public volatile BiFunction<DeviceDescription, MemoryCookie, Match> answer =
            (device, cookie) -> cookie instanceof MemoryCookie.Pages ? Match.YES : Match.TRY_NEXT;
    /** What it does first. */
    public volatile Runnable beforeMapping = () -> {};

    public volatile Runnable beforeUnmapping = () -> {};
    public volatile Runnable beforeSegments = () -> {};
    /** What it lifts besides. */
    public volatile java.util.function.UnaryOperator<Constraints> liftsToo = constraints -> constraints;

    public volatile java.util.function.UnaryOperator<List<Segment>> spoil = segments -> segments;

    /**
     * A mapper for a bus.
     *
     * @param lifts whether it lifts contiguity and reach
     */
    public TestMapper(String name, String bus, boolean lifts) {
        this.name = name;
        this.bus = bus;
        this.lifts = lifts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return device.bus().equals(bus);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return liftsToo.apply(
                lifts
                        ? constraints.toBuilder()
                                .addressBits(64)
                                .maxSegments(Integer.MAX_VALUE)
                                .build()
                        : constraints);
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return answer.apply(device, cookie);
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        beforeMapping.run();
        List<Segment> segments = new ArrayList<>();
        if (lifts || !(request.cookie() instanceof MemoryCookie.Pages pages)) {
            segments.add(new Segment(nextAddress.getAndAdd(request.bytes() + 4096), request.bytes()));
        } else {
            pages.runs().forEach(run -> segments.add(new Segment(run.address(), run.bytes())));
        }
        live.incrementAndGet();
        return new Addresses(spoil.apply(List.copyOf(segments)));
    }

    private final class Addresses implements DeviceAddresses {
        private final List<Segment> segments;
        private final AtomicInteger closed = new AtomicInteger();

        Addresses(List<Segment> segments) {
            this.segments = segments;
        }

        @Override
        public List<Segment> segments() {
            beforeSegments.run();
            return segments;
        }

        @Override
        public void close() {
            beforeUnmapping.run();
            if (closed.incrementAndGet() > 1) {
                throw new IllegalStateException("the engine unmaps once: closed=" + closed.get());
            }
            live.decrementAndGet();
        }
    }
}
