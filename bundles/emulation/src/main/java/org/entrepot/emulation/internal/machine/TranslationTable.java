package org.entrepot.emulation.internal.machine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.Direction;
import org.entrepot.spi.Translator;

/**
 * What is mapped for one device. Where two mappings show the same memory at the same addresses their permissions add up.
 * Accesses hold the table while they copy a row, so that nothing is reached any more once unmapping returns.
 */
public final class TranslationTable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Long, Entry> entries = new TreeMap<>();

    /** A translation with the number of mappings that let the device read and write through it. */
    private static final class Entry {
        private final Translation translation;
        private int users;
        private int readers;
        private int writers;

        Entry(Translation translation) {
            this.translation = translation;
        }

        void count(Direction direction, int change) {
            users += change;
            readers += direction.deviceReads() ? change : 0;
            writers += direction.deviceWrites() ? change : 0;
        }
    }

    /** Lets the device reach memory. The translations overlap nothing else than their equals. */
    public void add(List<Translation> translations, Direction direction) {
        lock.writeLock().lock();
        try {
            for (Translation translation : translations) {
                Entry entry = entries.computeIfAbsent(translation.address(), address -> new Entry(translation));
                if (!entry.translation.equals(translation)) {
                    throw new IllegalStateException("a device address leads to one place: mapped=" + entry.translation
                            + " wanted=" + translation);
                }
                entry.count(direction, 1);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Undoes {@link #add}; when it returns no access through it is going on. */
    public void remove(List<Translation> translations, Direction direction) {
        lock.writeLock().lock();
        try {
            for (Translation translation : translations) {
                entries.computeIfPresent(translation.address(), (address, entry) -> {
                    entry.count(direction, -1);
                    return entry.users == 0 ? null : entry;
                });
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** How many runs of addresses are mapped. */
    public int size() {
        lock.readLock().lock();
        try {
            return entries.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Whether an address is mapped, for whatever access. */
    boolean knows(long address) {
        lock.readLock().lock();
        try {
            Map.Entry<Long, Entry> found = entries.floorEntry(address);
            return found != null && address < found.getValue().translation.end();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Goes through a range of device addresses.
     *
     * @return how many bytes were moved before the first address that is not mapped in this direction, or has nothing behind
     */
    int walk(long address, int length, Direction direction, Translator.Mover mover) {
        lock.readLock().lock();
        try {
            int done = 0;
            while (done < length) {
                Map.Entry<Long, Entry> found = entries.floorEntry(address + done);
                if (found == null || !permits(found.getValue(), address + done, direction)) {
                    return done;
                }
                Translation translation = found.getValue().translation;
                int part = (int) Math.min(length - done, translation.end() - (address + done));
                if (!mover.move(translation.physical() + (address + done - translation.address()), done, part)) {
                    return done;
                }
                done += part;
            }
            return done;
        } finally {
            lock.readLock().unlock();
        }
    }

    private static boolean permits(Entry entry, long address, Direction direction) {
        int permissions = direction == Direction.TO_DEVICE ? entry.readers : entry.writers;
        return address < entry.translation.end() && permissions > 0;
    }
}
