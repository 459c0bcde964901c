package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.internal.DriverAddresses.Found;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.MapRequest;

/** What is mapped for one device: each DMA-BUF once, however many mappings it has. */
final class DriverSpace implements DeviceImports {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String device;
    private final Consumer<ImportedBuffer> letGo;
    private final Consumer<DriverSpace> whenClosed;
    private final DriverAddresses<Mapped> addresses = new DriverAddresses<>();
    private final Map<FileIdentity, Import> imports = new HashMap<>();
    private final AtomicLong faults = new AtomicLong();
    private boolean open = true;

    /** An import and the mappings it has. Guarded by the space. */
    private static final class Import {
        private final FileIdentity identity;
        private final ImportedBuffer buffer;
        private int mappings;

        Import(FileIdentity identity, ImportedBuffer buffer) {
            this.identity = identity;
            this.buffer = buffer;
        }
    }

    private record Mapped(Import what, Direction direction) {}

    /**
     * A space without mappings.
     *
     * @param letGo as of {@link org.entrepot.linux.ImportedBuffers#open}
     * @param whenClosed told of this space
     */
    DriverSpace(String device, Consumer<ImportedBuffer> letGo, Consumer<DriverSpace> whenClosed) {
        this.device = device;
        this.letGo = letGo;
        this.whenClosed = whenClosed;
    }

    /** Maps the DMA-BUF of a descriptor, which stays its owner's. */
    synchronized DeviceAddresses map(MapRequest request, int descriptor) {
        if (!open) {
            throw new EntrepotException(
                    Reason.GONE, "a device maps while it is here: device=" + device + "; attach it when it is back");
        }
        FileIdentity identity = FileIdentity.of(descriptor, request.bytes());
        Import known = imports.get(identity);
        Import mapped = known != null ? known : duplicated(identity, descriptor, request.bytes());
        try {
            List<Segment> segments = addresses.take(request, new Mapped(mapped, request.direction()));
            mapped.mappings++;
            imports.put(identity, mapped);
            return new Mapping(mapped, segments);
        } finally {
            if (mapped.mappings == 0) {
                close(mapped.buffer.descriptor());
            }
        }
    }

    private static Import duplicated(FileIdentity identity, int descriptor, long bytes) {
        int duplicate = Fcntl.fcntl(descriptor, Fcntl.F_DUPFD_CLOEXEC, 0);
        if (duplicate < 0) {
            throw Errno.failure("fcntl(" + descriptor + ", F_DUPFD_CLOEXEC)", Native.getLastError());
        }
        return new Import(identity, new ImportedBuffer(NUMBERS.incrementAndGet(), identity.inode(), duplicate, bytes));
    }

    private static void close(int descriptor) {
        if (Unistd.close(descriptor) < 0) {
            throw Errno.failure("close(" + descriptor + ")");
        }
    }

    @Override
    public ImportedBuffer of(DeviceMapping mapping, Direction access) {
        Segment first = mapping.segments().get(0);
        return at(first.address(), access)
                .map(Found::what)
                .orElseThrow(() -> new EntrepotException(
                        Reason.DEVICE_FAULT,
                        "a device uses what is mapped for it: device=" + device + " access=" + access + " address=0x"
                                + Long.toHexString(first.address()) + " mapping=" + mapping.device() + ", "
                                + mapping.direction() + "; map the buffer for the device, in that direction"));
    }

    /** The import at an address, if the device may use it so. */
    synchronized Optional<Found<ImportedBuffer>> at(long address, Direction access) {
        Optional<Found<ImportedBuffer>> found = addresses
                .at(address)
                .filter(mapped -> allows(mapped.what().direction(), access))
                .map(mapped -> new Found<>(mapped.what().what().buffer, mapped.offset()));
        if (found.isEmpty()) {
            faults.incrementAndGet();
        }
        return found;
    }

    private static boolean allows(Direction mapped, Direction access) {
        return mapped == Direction.BIDIRECTIONAL || mapped == access;
    }

    @Override
    public long faults() {
        return faults.get();
    }

    /** Forgets a mapping; the import that has none any more, for its device to let go. */
    private synchronized Optional<Import> unmapped(Import mapped, long first) {
        addresses.give(first);
        mapped.mappings--;
        if (mapped.mappings > 0) {
            return Optional.empty();
        }
        imports.remove(mapped.identity);
        return Optional.of(mapped);
    }

    @Override
    public void close() {
        synchronized (this) {
            open = false;
        }
        whenClosed.accept(this);
    }

    private final class Mapping implements DeviceAddresses {
        private final Import mapped;
        private final List<Segment> segments;
        private final AtomicBoolean isOpen = new AtomicBoolean(true);

        Mapping(Import mapped, List<Segment> segments) {
            this.mapped = mapped;
            this.segments = segments;
        }

        @Override
        public List<Segment> segments() {
            return segments;
        }

        @Override
        public void close() {
            if (isOpen.compareAndSet(true, false)) {
                unmapped(mapped, segments.get(0).address()).ifPresent(this::end);
            }
        }

        private void end(Import last) {
            try {
                letGo.accept(last.buffer);
            } finally {
                DriverSpace.close(last.buffer.descriptor());
            }
        }
    }
}
