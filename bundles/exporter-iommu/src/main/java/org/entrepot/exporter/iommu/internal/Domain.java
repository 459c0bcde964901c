package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.entrepot.api.Direction;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.entrepot.spi.ReservedRegion;
import org.entrepot.spi.Translator;

/** The address space of one device: its addresses, its page table, and what the I/O MMU remembers of it. */
final class Domain {
    private static final int PAGE_SHIFT = PageFrames.PAGE_SHIFT;
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;

    private final String device;
    private final IovaSpace space = new IovaSpace();
    private final PageTable table = new PageTable();
    private final Iotlb remembered = new Iotlb();
    private final Walkers walkers = new Walkers();
    private final Object invalidating = new Object();
    private final LongAdder flushes = new LongAdder();
    private final List<ReservedRegion> reserved = new ArrayList<>();
    private volatile long knownReaches;

    Domain(String device) {
        this.device = device;
    }

    String device() {
        return device;
    }

    IovaSpace space() {
        return space;
    }

    /** How often a small range of addresses was ready. */
    long hits() {
        return space.hits();
    }

    /** How often it was not. */
    long misses() {
        return space.misses();
    }

    /** How often the I/O MMU was made to forget. */
    long flushes() {
        return flushes.sum();
    }

    /** Keeps the addresses free that lead elsewhere for a device of such a reach. The same reach counts once. */
    void reserve(int addressBits, IntFunction<List<ReservedRegion>> regionsOf) {
        // Bits 0 to 11 are no reach: 64 has the place of 0.
        long reach = 1L << (addressBits & (Long.SIZE - 1));
        if ((knownReaches & reach) == 0) {
            synchronized (reserved) {
                List<ReservedRegion> regions = regionsOf.apply(addressBits);
                regions.forEach(space::withhold);
                regions.stream().filter(region -> !reserved.contains(region)).forEach(reserved::add);
                knownReaches |= reach;
            }
        }
    }

    /** Lets the device reach page frames. */
    void map(long page, long pages, List<PageRun> runs, Direction direction) {
        long permissions =
                (direction.deviceReads() ? PageTable.READ : 0) | (direction.deviceWrites() ? PageTable.WRITE : 0);
        synchronized (table) {
            table.map(page, pages, runs, permissions);
        }
    }

    /** Takes pages out of the table. The device may reach them until they are invalidated. */
    void unmap(long page, long pages) {
        synchronized (table) {
            table.unmap(page, pages);
        }
    }

    /** Makes the I/O MMU forget pages: when it returns, no access that found them is going on, and none will find them. */
    void invalidate(long page, long pages) {
        invalidate(() -> remembered.forget(page, pages));
    }

    /** Makes the I/O MMU forget everything. */
    void invalidate() {
        invalidate(remembered::forget);
    }

    private void invalidate(Runnable forgetting) {
        synchronized (invalidating) {
            synchronized (table) {
                table.rest();
            }
            // A walker that found the old entry may remember it until he is through; whoever finds it remembered until
            // it
            // is forgotten must be through as well.
            walkers.await();
            forgetting.run();
            walkers.await();
            synchronized (table) {
                table.recycle();
            }
            flushes.increment();
        }
    }

    /** As {@link Translator#walk}. Waits for nobody. */
    int walk(long address, int length, Direction access, Translator.Mover mover) {
        long permission = access == Direction.TO_DEVICE ? PageTable.READ : PageTable.WRITE;
        int ticket = walkers.enter();
        try {
            int done = 0;
            while (done < length) {
                long at = address + done;
                int part = Math.min(length - done, PAGE_SIZE - (int) (at & (PAGE_SIZE - 1)));
                long found = translate(at >>> PAGE_SHIFT);
                if ((found & permission) == 0 || !mover.move(physical(found, at), done, part)) {
                    return done;
                }
                done += part;
            }
            return done;
        } finally {
            walkers.leave(ticket);
        }
    }

    private static long physical(long found, long address) {
        return (found & -PAGE_SIZE) | (address & (PAGE_SIZE - 1));
    }

    private long translate(long page) {
        long known = remembered.find(page);
        if (known != 0) {
            return known;
        }
        long found = table.find(page);
        if (found != 0) {
            remembered.remember(page, found);
        }
        return found;
    }

    /** Counts of the page table. */
    Entries entries() {
        synchronized (table) {
            return new Entries(table.small(), table.large(), table.huge(), table.pages());
        }
    }

    /**
     * Entries of a page table.
     *
     * @param small of 4 KiB
     * @param large of 2 MiB
     * @param huge of 1 GiB
     * @param pages mapped by all of them
     */
    record Entries(long small, long large, long huge, long pages) {
        static final Entries NONE = new Entries(0, 0, 0, 0);

        Entries plus(Entries other) {
            return new Entries(small + other.small, large + other.large, huge + other.huge, pages + other.pages);
        }
    }

    /** What of the device's addresses is mapped. */
    Occupancy occupancy(int mostCells) {
        int bits = Math.min(IovaSpace.ADDRESS_BITS, highestReach());
        Cells cells = new Cells("addresses of " + device, 0, 1L << (bits - PAGE_SHIFT), mostCells);
        synchronized (table) {
            table.visit(cells::take);
        }
        synchronized (reserved) {
            reserved.forEach(region -> cells.keep(region.address() >>> PAGE_SHIFT, region.bytes() >>> PAGE_SHIFT));
        }
        return cells.occupancy();
    }

    private int highestReach() {
        long reaches = knownReaches;
        return (reaches & 1) != 0 || reaches == 0 ? Long.SIZE : Long.SIZE - 1 - Long.numberOfLeadingZeros(reaches);
    }
}
