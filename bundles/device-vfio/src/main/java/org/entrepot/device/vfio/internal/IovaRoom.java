package org.entrepot.device.vfio.internal;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.spi.PageFrames;

/**
 * The addresses of one device that may be mapped: first fit, from the lowest. Page zero is never given, for zero is what a
 * register holds that nobody set, and a page stays free behind each mapping, so that a device that runs over takes a fault.
 */
final class IovaRoom {
    private static final long PAGE = PageFrames.PAGE_SIZE;

    private final List<Reach> valid;
    private final TreeMap<Long, Long> taken = new TreeMap<>(Long::compareUnsigned);

    /**
     * An empty room.
     *
     * @param valid what the I/O MMU translates, in order
     */
    IovaRoom(List<Reach> valid) {
        this.valid = valid.stream().flatMap(range -> whole(range).stream()).toList();
    }

    /** The whole pages of a range, without page zero; nothing if there are none. */
    private static List<Reach> whole(Reach range) {
        long first = range.first() == 0 ? PAGE : aligned(range.first(), PAGE);
        long last = ((range.last() + 1) & -PAGE) - 1;
        boolean any = Long.compareUnsigned(first, range.first()) >= 0 && Long.compareUnsigned(first, last) < 0;
        return any ? List.of(new Reach(first, last)) : List.of();
    }

    /**
     * The most bytes that could ever be mapped in one piece.
     *
     * @param highest the last address that the device reaches, unsigned
     */
    long largest(long highest) {
        long largest = 0;
        for (Reach range : valid) {
            if (Long.compareUnsigned(range.first(), highest) < 0) {
                long bytes = (min(range.last(), highest) - range.first() + 1) & -PAGE;
                largest = Math.max(largest, bytes < 0 ? Long.MAX_VALUE & -PAGE : bytes);
            }
        }
        return largest;
    }

    /**
     * Takes addresses.
     *
     * @param bytes whole pages
     * @param alignment of the first, a multiple of the page size
     * @param highest the last address that the device reaches, unsigned
     * @return the first, or nothing if there is no room
     */
    synchronized OptionalLong take(long bytes, long alignment, long highest) {
        for (Reach range : valid) {
            OptionalLong found = within(range, bytes, alignment, highest);
            if (found.isPresent()) {
                taken.put(found.getAsLong(), bytes);
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong within(Reach range, long bytes, long alignment, long highest) {
        long last = min(range.last(), highest);
        long candidate = aligned(range.first(), alignment);
        for (Map.Entry<Long, Long> next :
                taken.subMap(range.first(), true, range.last(), true).entrySet()) {
            if (holds(candidate, bytes + PAGE, next.getKey() - 1)) {
                break;
            }
            candidate = aligned(next.getKey() + next.getValue() + PAGE, alignment);
        }
        boolean wrapped = Long.compareUnsigned(candidate, range.first()) < 0;
        return !wrapped && holds(candidate, bytes, last) ? OptionalLong.of(candidate) : OptionalLong.empty();
    }

    /** Whether so many bytes from an address on end at another at the latest. */
    private static boolean holds(long first, long bytes, long last) {
        return Long.compareUnsigned(first, last) <= 0 && Long.compareUnsigned(last - first, bytes - 1) >= 0;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    private static long aligned(long address, long alignment) {
        long rest = Long.remainderUnsigned(address, alignment);
        return rest == 0 ? address : address + (alignment - rest);
    }

    /** Gives addresses back. */
    synchronized void give(long address) {
        taken.remove(address);
    }

    /** How many mappings there are. */
    synchronized int size() {
        return taken.size();
    }
}
