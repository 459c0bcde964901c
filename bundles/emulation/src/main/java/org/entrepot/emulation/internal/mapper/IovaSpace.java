package org.entrepot.emulation.internal.mapper;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The I/O virtual addresses of one device: given from the top of its reach downwards to a lowest, a guard page between any two.
 * First fit over what is taken; an emulated device has few mappings.
 */
final class IovaSpace {
    private static final long PAGE = 4096;

    private final long lowest;
    private final TreeMap<Long, Long> taken = new TreeMap<>();

    IovaSpace(long lowest) {
        this.lowest = lowest;
    }

    /**
     * Takes a range.
     *
     * @param bytes whole pages
     * @param highest the last address that may be used
     * @param alignment of the first address; a multiple of the page size
     * @return the first address, or nothing if there is no room
     */
    synchronized OptionalLong take(long bytes, long highest, long alignment) {
        long ceiling = highest + 1;
        for (Map.Entry<Long, Long> next : taken.descendingMap().entrySet()) {
            long candidate = below(ceiling, bytes, alignment);
            if (candidate >= next.getKey() + next.getValue() + PAGE) {
                return take(candidate, bytes);
            }
            ceiling = Math.min(ceiling, next.getKey() - PAGE);
        }
        long candidate = below(ceiling, bytes, alignment);
        return candidate >= lowest ? take(candidate, bytes) : OptionalLong.empty();
    }

    private OptionalLong take(long address, long bytes) {
        taken.put(address, bytes);
        return OptionalLong.of(address);
    }

    /** The highest aligned address from which the bytes end below the ceiling; negative if there is none. */
    private static long below(long ceiling, long bytes, long alignment) {
        return ceiling < bytes ? -1 : (ceiling - bytes) / alignment * alignment;
    }

    synchronized void give(long address) {
        taken.remove(address);
    }

    synchronized int size() {
        return taken.size();
    }
}
