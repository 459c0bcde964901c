package org.entrepot.conformance;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;

/** The contract for devices, put to one of the test's own. */
abstract class DeviceWithAFault extends ImporterContract {
    private static final AtomicLong BUFFERS = new AtomicLong();

    /** A mapping of memory that there is not. */
    private record Plain(long buffer, Reservation reservation) implements DeviceMapping {
        @Override
        public String device() {
            return "device0";
        }

        @Override
        public Direction direction() {
            return Direction.FROM_DEVICE;
        }

        @Override
        public List<Segment> segments() {
            return List.of(new Segment(buffer << 12, 4096));
        }

        @Override
        public long size() {
            return 4096;
        }

        @Override
        public MappingState state() {
            return MappingState.CURRENT;
        }

        @Override
        public void remap() {
            throw new IllegalStateException("who watches it maps it again: buffer=" + buffer);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing was taken.
        }
    }

    abstract ImporterKind kind();

    @Nullable
    DeviceFault fault() {
        return null;
    }

    @Override
    protected Importer plugIn() {
        return new BrokenDevice(fences(), kind(), fault());
    }

    @Override
    protected void pullOut(Importer importer) {
        ((BrokenDevice) importer).pullOut();
    }

    @Override
    protected Optional<LongConsumer> toucher(Importer importer) {
        return Optional.of(address -> ((BrokenDevice) importer).stray());
    }

    @Override
    protected Optional<Workplace> workplace(Importer importer) {
        return Optional.of(new Workplace() {
            @Override
            public DeviceMapping map() {
                return new Plain(BUFFERS.incrementAndGet(), fences().reservation());
            }

            @Override
            public void work(DeviceMapping mapping) {
                ((BrokenDevice) importer).write(mapping);
            }
        });
    }
}
