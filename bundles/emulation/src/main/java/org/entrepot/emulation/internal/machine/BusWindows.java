package org.entrepot.emulation.internal.machine;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.Segment;
import org.entrepot.spi.BusTarget;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.PageFrames;

/**
 * Addresses of the bus that units answer themselves. An access holds its unit; removing the unit waits for those that do. Where
 * several have had the same addresses the oldest is asked first: all but the newest answer only for what is live in them.
 */
final class BusWindows {
    private final List<Opened> windows = new CopyOnWriteArrayList<>();

    /** Opens a window at a range that was claimed for it; the claim goes with it. */
    DeviceBus.Window open(PageFrames.Claim claim, BusTarget target) {
        Opened window = new Opened(claim, target);
        windows.add(window);
        return window;
    }

    /** Whether some unit has, or had, an address. */
    boolean cover(long address) {
        for (Opened window : windows) {
            if (window.covers(address)) {
                return true;
            }
        }
        return false;
    }

    /** Lets the units of an address answer a read; false if none does, or it leads out of the window. */
    boolean read(long address, byte[] to, int at, int length) {
        for (Opened window : windows) {
            if (window.covers(address) && window.read(address, to, at, length)) {
                return true;
            }
        }
        return false;
    }

    /** Lets the units of an address answer a write; false if none does, or it leads out of the window. */
    boolean write(long address, byte[] from, int at, int length) {
        for (Opened window : windows) {
            if (window.covers(address) && window.write(address, from, at, length)) {
                return true;
            }
        }
        return false;
    }

    /** What is live, within a range, in units that retired. */
    List<Segment> live(Segment range) {
        return windows.stream()
                .filter(window -> window.retired)
                .flatMap(window -> window.live().stream())
                .filter(part -> Long.compareUnsigned(part.address(), range.lastAddress()) <= 0
                        && Long.compareUnsigned(range.address(), part.lastAddress()) <= 0)
                .map(part -> common(part, range))
                .sorted(Comparator.comparing(Segment::address, Long::compareUnsigned))
                .toList();
    }

    private static Segment common(Segment one, Segment other) {
        long first = Long.compareUnsigned(one.address(), other.address()) >= 0 ? one.address() : other.address();
        long last = Long.compareUnsigned(one.lastAddress(), other.lastAddress()) <= 0
                ? one.lastAddress()
                : other.lastAddress();
        return new Segment(first, last - first + 1);
    }

    /** A unit behind a range of addresses. */
    private final class Opened implements DeviceBus.Window {
        private final PageFrames.Claim claim;
        private final BusTarget target;
        private final long first;
        private final long bytes;
        private final ReentrantReadWriteLock hold = new ReentrantReadWriteLock();
        private boolean shut;
        private volatile boolean retired;

        Opened(PageFrames.Claim claim, BusTarget target) {
            this.claim = claim;
            this.target = target;
            this.first = claim.range().address();
            this.bytes = claim.range().bytes();
        }

        boolean covers(long address) {
            return Long.compareUnsigned(address - first, bytes) < 0;
        }

        boolean read(long address, byte[] to, int at, int length) {
            hold.readLock().lock();
            try {
                return reaches(address, length) && target.read(address - first, to, at, length);
            } finally {
                hold.readLock().unlock();
            }
        }

        boolean write(long address, byte[] from, int at, int length) {
            hold.readLock().lock();
            try {
                return reaches(address, length) && target.write(address - first, from, at, length);
            } finally {
                hold.readLock().unlock();
            }
        }

        private boolean reaches(long address, int length) {
            return !shut && length <= bytes - (address - first);
        }

        List<Segment> live() {
            return target.live().stream()
                    .map(part -> new Segment(first + part.address(), part.length()))
                    .toList();
        }

        @Override
        public void retire() {
            retired = true;
            claim.close();
        }

        @Override
        public void close() {
            hold.writeLock().lock();
            try {
                shut = true;
            } finally {
                hold.writeLock().unlock();
            }
            windows.remove(this);
            claim.close();
        }
    }
}
