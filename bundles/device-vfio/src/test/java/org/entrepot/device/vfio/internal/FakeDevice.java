package org.entrepot.device.vfio.internal;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices.Way;
import org.jspecify.annotations.Nullable;

/** A device behind an I/O MMU that a test drives: it reaches this process' own memory, at the addresses that were mapped for it. */
final class FakeDevice implements VfioDevice {
    static final String ADDRESS = "0000:00:03.0";
    static final String MODEL = "1234:11e8";
    static final List<Reach> VALID = List.of(new Reach(0, 0xfedf_ffffL), new Reach(0xfef0_0000L, (1L << 39) - 1));

    final FakeLog log = new FakeLog();
    final AtomicBoolean wantedBack = new AtomicBoolean();
    final AtomicBoolean open = new AtomicBoolean(true);
    volatile @Nullable EntrepotException refusal;
    volatile boolean stuck;
    private final TreeMap<Long, Mapped> mapped = new TreeMap<>(Long::compareUnsigned);
    private final ReadWriteLock translations = new ReentrantReadWriteLock();
    private final Way way;

    FakeDevice(Way way) {
        this.way = way;
    }

    /** What is mapped now. */
    Map<Long, Mapped> mapped() {
        return Map.copyOf(mapped);
    }

    @Override
    public void map(long iova, long address, long bytes, Direction direction) {
        refuse();
        translations.writeLock().lock();
        try {
            Map.Entry<Long, Mapped> before = mapped.lowerEntry(iova + bytes);
            if (before != null && Long.compareUnsigned(before.getKey() + before.getValue().bytes, iova) > 0) {
                throw new EntrepotException(Reason.BUSY, "addresses are mapped once: iova=" + iova);
            }
            mapped.put(iova, new Mapped(address, bytes, direction));
        } finally {
            translations.writeLock().unlock();
        }
    }

    @Override
    public void unmap(long iova, long bytes) {
        refuse();
        translations.writeLock().lock();
        try {
            Mapped gone = mapped.remove(iova);
            if (open.get() && (gone == null || gone.bytes != bytes)) {
                throw new AssertionError("what is unmapped was mapped so: iova=" + iova + " bytes=" + bytes);
            }
        } finally {
            translations.writeLock().unlock();
        }
    }

    private void refuse() {
        EntrepotException planned = refusal;
        if (planned != null) {
            throw planned;
        }
    }

    void read(long address, byte[] target) {
        translations.readLock().lock();
        try {
            for (int i = 0; i < target.length; i++) {
                target[i] = new Pointer(translated(address + i, Direction.TO_DEVICE)).getByte(0);
            }
        } finally {
            translations.readLock().unlock();
        }
    }

    void write(long address, byte[] source) {
        translations.readLock().lock();
        try {
            for (int i = 0; i < source.length; i++) {
                new Pointer(translated(address + i, Direction.FROM_DEVICE)).setByte(0, source[i]);
            }
        } finally {
            translations.readLock().unlock();
        }
    }

    private long translated(long address, Direction access) {
        Map.Entry<Long, Mapped> entry = mapped.floorEntry(address);
        if (entry != null
                && Long.compareUnsigned(address - entry.getKey(), entry.getValue().bytes) < 0
                && (entry.getValue().direction == access || entry.getValue().direction == Direction.BIDIRECTIONAL)) {
            return entry.getValue().address + (address - entry.getKey());
        }
        log.write("DMAR: [DMA " + (access == Direction.TO_DEVICE ? "Read" : "Write")
                + " NO_PASID] Request device [00:03.0] fault addr 0x" + Long.toHexString(address)
                + " [fault reason 0x06] PTE Read access is not set");
        throw new EntrepotException(Reason.DEVICE_FAULT, "an address is mapped: address=" + address);
    }

    @Override
    public String address() {
        return ADDRESS;
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public Way way() {
        return way;
    }

    @Override
    public int group() {
        return 1;
    }

    @Override
    public List<Reach> valid() {
        return VALID;
    }

    @Override
    public boolean isWantedBack() {
        return wantedBack.get();
    }

    @Override
    public Registers bar(int bar) {
        throw new UnsupportedOperationException("nothing here drives registers");
    }

    @Override
    public Registers configuration() {
        return bar(0);
    }

    @Override
    public void enableDma() {
        // It always may.
    }

    @Override
    public void disableDma() {
        // It always may.
    }

    @Override
    public void reset() {
        bar(0);
    }

    @Override
    public void close() {
        open.set(false);
        mapped.clear();
        if (stuck) {
            throw new EntrepotException(Reason.IO, "a device can be closed: device=" + ADDRESS);
        }
    }

    /** A translation. */
    record Mapped(long address, long bytes, Direction direction) {}
}
