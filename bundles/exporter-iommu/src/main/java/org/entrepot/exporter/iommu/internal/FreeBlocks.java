package org.entrepot.exporter.iommu.internal;

import java.util.Arrays;

/**
 * The free pages of an address space as buddies: blocks of a power of two of pages, each at a multiple of its own size. Blocks are
 * kept apart by zone, which is the number of bits of their address: what a device reaches is a number of whole zones, so that
 * any reach is served by looking at a word or two. Each operation touches at most as many blocks as a page number has bits.
 *
 * <p>The metadata is out of band, in arrays of primitives that grow by doubling; an operation allocates nothing else. Not safe
 * for use by several threads.
 */
final class FreeBlocks {
    /** Bits of a page number: an address space of 48 bits. */
    static final int PAGE_BITS = 36;

    private static final int FIRST_CAPACITY = 256;
    /** 2^64 divided by the golden ratio: spreads page numbers over the buckets. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final int[] heads = new int[PAGE_BITS * PAGE_BITS];
    private final long[] orders = new long[PAGE_BITS];
    private long zones;
    private long pages;

    // A block is a node from 1 on; 0 is none. In use it is in a list of its zone and order, and in the chain of a
    // bucket.
    private long[] page = new long[FIRST_CAPACITY];
    private byte[] order = new byte[FIRST_CAPACITY];
    private int[] next = new int[FIRST_CAPACITY];
    private int[] previous = new int[FIRST_CAPACITY];
    private int[] chain = new int[FIRST_CAPACITY];
    private int[] buckets = new int[2 * FIRST_CAPACITY];
    private int unused;
    private int nodes = 1;

    /** Begins with every page but the first, whose address is zero. */
    FreeBlocks() {
        for (int zone = 0; zone < PAGE_BITS; zone++) {
            insert(1L << zone, zone);
        }
    }

    /** How many pages are free. */
    long pages() {
        return pages;
    }

    /** How many blocks they are in. */
    int blocks() {
        int count = 0;
        for (int head : heads) {
            for (int node = head; node != 0; node = next[node]) {
                count++;
            }
        }
        return count;
    }

    /**
     * Takes a block: the topmost zone that has one, in it the smallest that is large enough, of that the upper end.
     *
     * @param wanted its order
     * @param reach how many bits its page numbers may have
     * @return its first page, or 0 if there is none
     */
    long take(int wanted, int reach) {
        long usable = zones & ((1L << reach) - 1);
        while (usable != 0) {
            int zone = highestBit(usable);
            long fitting = orders[zone] >>> wanted;
            if (fitting != 0) {
                return split(zone, wanted + Long.numberOfTrailingZeros(fitting), wanted);
            }
            usable ^= 1L << zone;
        }
        return 0;
    }

    private long split(int zone, int found, int wanted) {
        int node = heads[zone * PAGE_BITS + found];
        long first = page[node];
        remove(node, zone);
        for (int half = found - 1; half >= wanted; half--) {
            insert(first, half);
            first += 1L << half;
        }
        return first;
    }

    /** The order of the largest block that is free within a reach; -1 if none is. */
    int largest(int reach) {
        int largest = -1;
        for (int zone = 0; zone < reach; zone++) {
            largest = Math.max(largest, orders[zone] == 0 ? -1 : highestBit(orders[zone]));
        }
        return largest;
    }

    /** Gives pages back, in as few blocks as they make. */
    void give(long first, long count) {
        long at = first;
        long left = count;
        while (left > 0) {
            int fitting = Math.min(Long.numberOfTrailingZeros(at), highestBit(left));
            give(at, fitting);
            at += 1L << fitting;
            left -= 1L << fitting;
        }
    }

    /**
     * Gives a block back and joins it with its buddies.
     *
     * @throws IllegalStateException if it is free already
     */
    void give(long first, int size) {
        int zone = highestBit(first);
        long start = first;
        int joined = size;
        require(find(start) == 0, start, size);
        while (joined < zone) {
            int buddy = find(start ^ (1L << joined));
            if (buddy == 0 || order[buddy] != joined) {
                break;
            }
            remove(buddy, zone);
            start &= -(2L << joined);
            joined++;
        }
        insert(start, joined);
    }

    private static void require(boolean holds, long first, int size) {
        if (!holds) {
            throw new IllegalStateException(
                    "addresses are given back once: page=0x" + Long.toHexString(first) + " order=" + size);
        }
    }

    /** Keeps pages from ever being taken, as far as they are free now. */
    void withhold(long first, long last) {
        for (int head = 0; head < heads.length; head++) {
            int node = heads[head];
            while (node != 0) {
                int following = next[node];
                withhold(node, first, last);
                node = following;
            }
        }
    }

    private void withhold(int node, long first, long last) {
        long start = page[node];
        long end = start + (1L << order[node]);
        if (start <= last && first < end) {
            remove(node, highestBit(start));
            give(start, Math.max(0, first - start));
            give(last + 1, Math.max(0, end - last - 1));
        }
    }

    private void insert(long first, int size) {
        int node = node();
        int zone = highestBit(first);
        int list = zone * PAGE_BITS + size;
        int bucket = bucket(first);
        int head = heads[list];
        page[node] = first;
        order[node] = (byte) size;
        previous[node] = 0;
        next[node] = head;
        previous[head] = node;
        heads[list] = node;
        chain[node] = buckets[bucket];
        buckets[bucket] = node;
        orders[zone] |= 1L << size;
        zones |= 1L << zone;
        pages += 1L << size;
    }

    private void remove(int node, int zone) {
        int size = order[node];
        int list = zone * PAGE_BITS + size;
        int after = next[node];
        int before = previous[node];
        previous[after] = before;
        if (before != 0) {
            next[before] = after;
        } else {
            heads[list] = after;
            if (after == 0) {
                emptied(zone, size);
            }
        }
        unchain(node);
        pages -= 1L << size;
        next[node] = unused;
        unused = node;
    }

    private void emptied(int zone, int size) {
        orders[zone] &= ~(1L << size);
        if (orders[zone] == 0) {
            zones &= ~(1L << zone);
        }
    }

    private void unchain(int node) {
        int bucket = bucket(page[node]);
        int at = buckets[bucket];
        if (at == node) {
            buckets[bucket] = chain[node];
            return;
        }
        while (chain[at] != node) {
            at = chain[at];
        }
        chain[at] = chain[node];
    }

    /** The free block that begins at a page, or 0. */
    private int find(long first) {
        int node = buckets[bucket(first)];
        while (node != 0 && page[node] != first) {
            node = chain[node];
        }
        return node;
    }

    private int bucket(long first) {
        return (int) ((first * SPREAD) >>> Long.numberOfLeadingZeros(buckets.length - 1));
    }

    private int node() {
        int node = unused;
        if (node != 0) {
            unused = next[node];
            return node;
        }
        if (nodes == page.length) {
            grow();
        }
        return nodes++;
    }

    private void grow() {
        int capacity = 2 * nodes;
        page = Arrays.copyOf(page, capacity);
        order = Arrays.copyOf(order, capacity);
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
        chain = new int[capacity];
        buckets = new int[2 * capacity];
        // Only asked for when no node is unused: all are in use.
        for (int node = 1; node < nodes; node++) {
            int bucket = bucket(page[node]);
            chain[node] = buckets[bucket];
            buckets[bucket] = node;
        }
    }

    private static int highestBit(long value) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    }
}
