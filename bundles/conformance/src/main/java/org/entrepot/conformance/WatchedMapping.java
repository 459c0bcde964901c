package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;

/** A mapping that moves when a rule wants it to, and remembers how a device has used it. */
final class WatchedMapping implements DeviceMapping {
    private final Supplier<DeviceMapping> mapper;
    private final Reservation reservation;
    private final CountDownLatch taken = new CountDownLatch(1);
    private final List<Fence> announced = new ArrayList<>();
    private DeviceMapping mapping;
    private MappingState state = MappingState.CURRENT;
    private int remaps;
    private boolean astray;
    private boolean faulty;

    /**
     * Maps.
     *
     * @param mapper of memory for the device, each time elsewhere
     * @param reservation of the buffer
     */
    WatchedMapping(Supplier<DeviceMapping> mapper, Reservation reservation) {
        this.mapper = mapper;
        this.reservation = reservation;
        this.mapping = mapper.get();
    }

    /** The buffer moves away, or the mapping is taken from its holder. */
    synchronized void become(MappingState worth) {
        state = worth;
    }

    /** From now on the addresses are such that the work fails. */
    synchronized void spoil() {
        faulty = true;
    }

    /** How often it was mapped again. */
    synchronized int remaps() {
        return remaps;
    }

    /** Whether addresses were taken that lead to where the buffer is not. */
    synchronized boolean isAstray() {
        return astray;
    }

    /** Whether addresses were taken. */
    boolean isTaken() {
        return taken.getCount() == 0;
    }

    /** The fences that were pending when addresses were taken last: those of the device's work. */
    synchronized List<Fence> announced() {
        return List.copyOf(announced);
    }

    @Override
    public String device() {
        return mapping.device();
    }

    @Override
    public long buffer() {
        return mapping.buffer();
    }

    @Override
    public Direction direction() {
        return mapping.direction();
    }

    @Override
    public synchronized List<Segment> segments() {
        taken.countDown();
        astray |= state != MappingState.CURRENT;
        announced.clear();
        announced.addAll(reservation.fences(Usage.BOOKKEEP));
        if (faulty || state == MappingState.REVOKED) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a mapping has no addresses: state=" + state + " spoiled=" + faulty + "; map it again");
        }
        return mapping.segments();
    }

    @Override
    public long size() {
        return mapping.size();
    }

    @Override
    public synchronized MappingState state() {
        return state;
    }

    @Override
    public synchronized void remap() {
        if (state == MappingState.CLOSED) {
            throw new IllegalStateException("a closed mapping is not renewed: buffer=" + buffer());
        }
        if (state != MappingState.CURRENT) {
            DeviceMapping former = mapping;
            mapping = mapper.get();
            former.close();
            state = MappingState.CURRENT;
            remaps++;
        }
    }

    @Override
    public Reservation reservation() {
        return reservation;
    }

    @Override
    public synchronized boolean isOpen() {
        return state != MappingState.CLOSED;
    }

    @Override
    public synchronized void close() {
        if (state != MappingState.CLOSED) {
            state = MappingState.CLOSED;
            mapping.close();
        }
    }
}
