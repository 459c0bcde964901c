package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;

/** A mapper with one fault. */
final class BrokenMapper implements Mapper {
    private static final int WORN_OUT = 1_000;

    private final Mapper sound;
    private final MapperFault fault;
    private final List<DeviceAddresses> mapped = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger mappings = new AtomicInteger();

    BrokenMapper(Mapper sound, MapperFault fault) {
        this.sound = sound;
        this.fault = fault;
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return fault == MapperFault.SERVES_EVERYBODY || sound.serves(device);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return switch (fault) {
            case ADDS_A_LIMIT -> constraints.toBuilder().maxSegments(1).build();
            case LIFTS_WHAT_IT_DOES_NOT_LIFT -> Constraints.NONE;
            default -> sound.lift(constraints);
        };
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return fault == MapperFault.TAKES_EVERY_COOKIE ? Match.YES : sound.match(device, cookie);
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        if (fault == MapperFault.WEARS_OUT && mappings.incrementAndGet() > WORN_OUT) {
            throw new EntrepotException(Reason.OUT_OF_MEMORY, "addresses come back: mappings=" + mappings);
        }
        DeviceAddresses addresses = sound.map(new MapRequest(
                request.device(),
                fault == MapperFault.IGNORES_LIMITS ? Constraints.NONE : request.constraints(),
                request.cookie(),
                request.bytes(),
                fault == MapperFault.IGNORES_THE_DIRECTION ? Direction.BIDIRECTIONAL : request.direction()));
        mapped.add(addresses);
        return new Broken(addresses, segments(addresses.segments()));
    }

    private List<Segment> segments(List<Segment> all) {
        List<Segment> told = new ArrayList<>(all);
        switch (fault) {
            case FORGETS_THE_LAST_SEGMENT -> told.remove(told.size() - 1);
            case TURNS_SEGMENTS_ROUND -> Collections.reverse(told);
            case GIVES_ALL_THE_SAME_ADDRESSES -> told.replaceAll(segment -> new Segment(0x1000, segment.length()));
            default -> {}
        }
        return List.copyOf(told);
    }

    private final class Broken implements DeviceAddresses {
        private final DeviceAddresses addresses;
        private final List<Segment> segments;
        private boolean closed;

        Broken(DeviceAddresses addresses, List<Segment> segments) {
            this.addresses = addresses;
            this.segments = segments;
        }

        @Override
        public List<Segment> segments() {
            return segments;
        }

        @Override
        public void close() {
            switch (fault) {
                case NEVER_UNMAPS -> {}
                case UNMAPS_LATE ->
                    CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS).execute(addresses::close);
                case UNMAPS_ANOTHER_WHEN_CLOSED_TWICE -> {
                    addresses.close();
                    if (closed) {
                        mapped.forEach(DeviceAddresses::close);
                    }
                    closed = true;
                }
                default -> addresses.close();
            }
        }
    }

    @Override
    public List<DmaFault> faults() {
        return fault == MapperFault.FORGETS_WHO_ERRED
                ? sound.faults().stream()
                        .map(each -> new DmaFault("somebody", each.address(), each.access(), each.at()))
                        .toList()
                : sound.faults();
    }
}
