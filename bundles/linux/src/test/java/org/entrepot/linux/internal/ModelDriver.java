package org.entrepot.linux.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.internal.DriverAddresses.Found;
import org.entrepot.spi.DeviceAddresses;

/** Plays a driver of the kernel: reads and writes files by the descriptors that it is given, and lets go when it must. */
final class ModelDriver implements AutoCloseable {
    private final DriverSpace space;
    private final ReentrantReadWriteLock work = new ReentrantReadWriteLock();
    private final List<ImportedBuffer> gone = new ArrayList<>();

    ModelDriver(DriverMapper mapper, String device) {
        this.space = (DriverSpace) mapper.open(device, this::letGo);
    }

    /** When this returns no access is on its way. */
    private void letGo(ImportedBuffer buffer) {
        work.writeLock().lock();
        try {
            gone.add(buffer);
        } finally {
            work.writeLock().unlock();
        }
    }

    /** What it was told to let go of. */
    List<ImportedBuffer> gone() {
        return List.copyOf(gone);
    }

    /** What it may write by a mapping. */
    Optional<ImportedBuffer> at(DeviceAddresses mapped) {
        return space.at(mapped.segments().get(0).address(), Direction.FROM_DEVICE)
                .map(Found::what);
    }

    /** How often nothing was mapped. */
    long faults() {
        return space.faults();
    }

    void read(long address, byte[] target) {
        access(address, Direction.TO_DEVICE, (file, offset) -> {
            ByteBuffer bytes = ByteBuffer.wrap(target);
            while (bytes.hasRemaining()) {
                file.read(bytes, offset + bytes.position());
            }
        });
    }

    void write(long address, byte[] source) {
        access(address, Direction.FROM_DEVICE, (file, offset) -> file.write(ByteBuffer.wrap(source), offset));
    }

    private interface Work {
        void on(FileChannel file, long offset) throws IOException;
    }

    private void access(long address, Direction access, Work what) {
        work.readLock().lock();
        try {
            Found<ImportedBuffer> there = space.at(address, access)
                    .filter(found -> !gone.contains(found.what()))
                    .orElseThrow(() -> new EntrepotException(
                            Reason.DEVICE_FAULT, "an address is mapped: address=0x" + Long.toHexString(address)));
            Path file = Path.of("/proc/self/fd/" + there.what().descriptor());
            try (FileChannel opened = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                what.on(opened, there.offset());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            work.readLock().unlock();
        }
    }

    @Override
    public void close() {
        space.close();
    }
}
