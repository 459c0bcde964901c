package org.entrepot.emulation.internal.machine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.spi.BusTarget;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;

/** Addresses of the bus that units answer themselves. An access holds its unit; removing the unit waits for those that do. */
final class BusWindows {
    private final List<Window> windows = new CopyOnWriteArrayList<>();

    /** Opens a window at a range that was claimed for it; the claim goes with it. */
    DeviceBus.Installed open(PageFrames.Claim claim, BusTarget target) {
        Window window = new Window(claim, target);
        windows.add(window);
        return window;
    }

    /** The window at an address, if there is one. */
    @Nullable
    Window at(long address) {
        for (Window window : windows) {
            if (Long.compareUnsigned(address - window.first, window.bytes) < 0) {
                return window;
            }
        }
        return null;
    }

    /** A unit behind a range of addresses. */
    final class Window implements DeviceBus.Installed {
        private final PageFrames.Claim claim;
        private final BusTarget target;
        private final long first;
        private final long bytes;
        private final ReentrantReadWriteLock hold = new ReentrantReadWriteLock();
        private boolean shut;

        Window(PageFrames.Claim claim, BusTarget target) {
            this.claim = claim;
            this.target = target;
            this.first = claim.range().address();
            this.bytes = claim.range().bytes();
        }

        /** Lets the unit answer a read; false if it leads out of the window. */
        boolean read(long address, byte[] to, int at, int length) {
            hold.readLock().lock();
            try {
                return reaches(address, length) && target.read(address - first, to, at, length);
            } finally {
                hold.readLock().unlock();
            }
        }

        /** Lets the unit answer a write; false if it leads out of the window. */
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
