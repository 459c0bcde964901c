package org.entrepot.conformance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/** Shows the model machine's one device memory where it is, and lets it reach nothing else. */
final class ModelMapper implements Mapper {
    private static final int REMEMBERED = 16;

    private final ModelFrames frames;
    private final List<Mapped> mapped = new ArrayList<>();
    private final List<DmaFault> faults = new ArrayList<>();

    ModelMapper(ModelFrames frames) {
        this.frames = frames;
    }

    private final class Mapped implements DeviceAddresses {
        private final List<Segment> segments;
        private final Direction direction;

        Mapped(List<Segment> segments, Direction direction) {
            this.segments = segments;
            this.direction = direction;
        }

        boolean reaches(long address, Direction access) {
            boolean allowed = access == Direction.TO_DEVICE ? direction.deviceReads() : direction.deviceWrites();
            return allowed
                    && segments.stream()
                            .anyMatch(segment -> segment.address() <= address && address <= segment.lastAddress());
        }

        @Override
        public List<Segment> segments() {
            return segments;
        }

        @Override
        public void close() {
            synchronized (ModelMapper.this) {
                mapped.removeIf(other -> other == this);
            }
        }
    }

    @Override
    public String name() {
        return "model0";
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return device.bus().equals(ModelMachine.BUS);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return constraints;
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        boolean here = !(cookie instanceof MemoryCookie.DeviceAddress there)
                || there.bus().equals(ModelMachine.BUS);
        return here && Places.of(cookie).isPresent() ? Match.YES : Match.TRY_NEXT;
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        List<Segment> segments = match(request.device(), request.cookie()) == Match.YES
                ? Places.merged(Places.of(request.cookie()).orElseThrow())
                : List.of();
        if (Places.bytes(segments) != request.bytes() || !Limits.keeps(segments, request.constraints())) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "the model machine maps memory where it is: segments=" + segments + " bytes=" + request.bytes()
                            + " limits=" + request.constraints() + "; ask for memory that keeps the limits");
        }
        Mapped addresses = new Mapped(List.copyOf(segments), request.direction());
        synchronized (this) {
            mapped.add(addresses);
        }
        return addresses;
    }

    @Override
    public synchronized List<DmaFault> faults() {
        return List.copyOf(faults);
    }

    synchronized void read(long address, byte[] target) {
        for (int i = 0; i < target.length; i++) {
            int value = reaches(address + i, Direction.TO_DEVICE) ? frames.read(address + i) : -1;
            faultUnless(value >= 0, address + i, Direction.TO_DEVICE);
            target[i] = (byte) value;
        }
    }

    synchronized void write(long address, byte[] source) {
        for (int i = 0; i < source.length; i++) {
            boolean written = reaches(address + i, Direction.FROM_DEVICE) && frames.write(address + i, source[i]);
            faultUnless(written, address + i, Direction.FROM_DEVICE);
        }
    }

    private boolean reaches(long address, Direction access) {
        return mapped.stream().anyMatch(each -> each.reaches(address, access));
    }

    private void faultUnless(boolean reached, long address, Direction access) {
        if (!reached) {
            DmaFault fault = new DmaFault("probe0", address, access, Instant.now());
            faults.add(fault);
            if (faults.size() > REMEMBERED) {
                faults.remove(0);
            }
            throw new EntrepotException(Reason.DEVICE_FAULT, fault + "; map the memory first");
        }
    }
}
