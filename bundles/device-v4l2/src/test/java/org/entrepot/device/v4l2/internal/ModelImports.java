package org.entrepot.device.v4l2.internal;

import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.ImportedBuffers;

/** Plays the mapper by descriptor: buffers by number, and mappings that tell when they are closed. */
final class ModelImports implements ImportedBuffers, DeviceImports {
    static final long BYTES = 1 << 20;

    private final Map<Long, ImportedBuffer> mapped = new ConcurrentHashMap<>();
    private Consumer<ImportedBuffer> letGo = gone -> {};
    private final Set<Long> revoked = new HashSet<>();
    private long numbers;
    private long faults;
    volatile boolean closed;

    @Override
    public DeviceImports open(String device, Consumer<ImportedBuffer> whenGone) {
        letGo = whenGone;
        return this;
    }

    /** Maps a buffer anew. */
    DeviceMapping map(int buffer) {
        return map(buffer, BYTES);
    }

    /** Maps a buffer of so many bytes anew. */
    DeviceMapping map(int buffer, long bytes) {
        long number = ++numbers;
        mapped.put(number << 40, new ImportedBuffer(number, buffer, buffer, bytes));
        return new Mapping(number << 40, buffer);
    }

    /** What was mapped last. */
    ImportedBuffer last() {
        return mapped.get(numbers << 40);
    }

    /** As when the last mapping of a buffer is being closed. */
    void tellGone(ImportedBuffer buffer) {
        letGo.accept(buffer);
    }

    /** A mapping is revoked: it says so from now on. */
    void revoke(DeviceMapping mapping) {
        revoked.add(mapping.segments().get(0).address());
    }

    @Override
    public ImportedBuffer of(DeviceMapping mapping, Direction access) {
        ImportedBuffer found = mapped.get(mapping.segments().get(0).address());
        if (found == null) {
            counted();
            throw new EntrepotException(Reason.DEVICE_FAULT, "a device uses what is mapped for it");
        }
        return found;
    }

    private synchronized void counted() {
        faults++;
    }

    @Override
    public synchronized long faults() {
        return faults;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Mapping implements DeviceMapping {
        private final long address;
        private final long number;
        private boolean open = true;

        Mapping(long address, long number) {
            this.address = address;
            this.number = number;
        }

        @Override
        public String device() {
            return "video7";
        }

        @Override
        public long buffer() {
            return number;
        }

        @Override
        public Direction direction() {
            return Direction.BIDIRECTIONAL;
        }

        @Override
        public List<Segment> segments() {
            if (revoked.contains(address)) {
                throw new EntrepotException(Reason.GONE, "a mapping is current: buffer=" + number);
            }
            return List.of(new Segment(address, BYTES));
        }

        @Override
        public long size() {
            return BYTES;
        }

        @Override
        public MappingState state() {
            return MappingState.CURRENT;
        }

        @Override
        public void remap() {
            throw new UnsupportedOperationException();
        }

        /** Nobody else uses it. */
        @Override
        public Reservation reservation() {
            return (Reservation) Proxy.newProxyInstance(
                    Reservation.class.getClassLoader(),
                    new Class<?>[] {Reservation.class},
                    (proxy, method, arguments) -> method.getName().equals("await"));
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            ImportedBuffer gone = mapped.remove(address);
            if (gone != null) {
                letGo.accept(gone);
            }
        }
    }
}
