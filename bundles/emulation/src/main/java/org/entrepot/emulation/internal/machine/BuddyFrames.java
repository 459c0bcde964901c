package org.entrepot.emulation.internal.machine;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * A buddy allocator after {@code mm/page_alloc.c}: free blocks of 2^0 to 2^10 frames in a list for each order, larger ones split,
 * buddies merged. It starts as a machine that has been up for a while: other tenants hold single pages here and there, and the
 * lists are in no order, so that what is taken together does not lie together.
 */
final class BuddyFrames {
    private static final int NONE = -1;
    private static final int TENANT_ORDER = 8;
    private static final int MOST_TENANTS = 6;

    private final PageRun memory;
    private final int frames;
    /** Of the first frame of each block: order + 1 if free, -(order + 1) if taken; 0 elsewhere. */
    private final byte[] heads;

    private final int[] next;
    private final int[] previous;
    private final int[] first = new int[PageFrames.MAX_ORDER + 1];
    private long free;

    /**
     * Starts the allocator.
     *
     * @param memory its frames: whole blocks of the largest order
     * @param fragmentation percent of the 1 MiB blocks in which other tenants hold pages, 0 to 100
     * @param seed of the tenants' places and the lists' order
     */
    BuddyFrames(PageRun memory, int fragmentation, long seed) {
        this.memory = memory;
        this.frames = Math.toIntExact(memory.count());
        this.heads = new byte[frames];
        this.next = new int[frames];
        this.previous = new int[frames];
        Arrays.fill(first, NONE);
        boot(tenants(fragmentation, new Random(seed)), new Random(seed + 1));
    }

    private boolean[] tenants(int fragmentation, Random random) {
        boolean[] held = new boolean[frames];
        for (int block = 0; block < frames; block += 1 << TENANT_ORDER) {
            if (random.nextInt(100) < fragmentation) {
                int tenants = 1 + random.nextInt(MOST_TENANTS);
                for (int i = 0; i < tenants; i++) {
                    held[block + random.nextInt(1 << TENANT_ORDER)] = true;
                }
            }
        }
        return held;
    }

    private void boot(boolean[] held, Random random) {
        int block = 1 << PageFrames.MAX_ORDER;
        int[] starts = new int[frames / block];
        Arrays.setAll(starts, i -> i * block);
        for (int i = starts.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int start = starts[i];
            starts[i] = starts[other];
            starts[other] = start;
        }
        for (int start : starts) {
            release(start, PageFrames.MAX_ORDER, held);
        }
    }

    private void release(int start, int order, boolean[] held) {
        if (isFree(held, start, 1 << order)) {
            push(start, order);
            free += 1L << order;
        } else if (order > 0) {
            release(start, order - 1, held);
            release(start + (1 << (order - 1)), order - 1, held);
        }
    }

    private static boolean isFree(boolean[] held, int start, int count) {
        for (int i = start; i < start + count; i++) {
            if (held[i]) {
                return false;
            }
        }
        return true;
    }

    PageRun memory() {
        return memory;
    }

    synchronized OptionalLong take(int order) {
        int from = order;
        while (from <= PageFrames.MAX_ORDER && first[from] == NONE) {
            from++;
        }
        if (from > PageFrames.MAX_ORDER) {
            return OptionalLong.empty();
        }
        int block = first[from];
        unlink(block, from);
        while (from > order) {
            from--;
            push(block + (1 << from), from);
        }
        heads[block] = (byte) -(order + 1);
        free -= 1L << order;
        return OptionalLong.of(memory.frame() + block);
    }

    synchronized void give(long frame, int order) {
        int block = checkTaken(frame, order);
        heads[block] = 0;
        free += 1L << order;
        int merged = order;
        while (merged < PageFrames.MAX_ORDER && heads[block ^ (1 << merged)] == merged + 1) {
            unlink(block ^ (1 << merged), merged);
            block &= -(1 << (merged + 1));
            merged++;
        }
        push(block, merged);
    }

    private int checkTaken(long frame, int order) {
        long index = frame - memory.frame();
        boolean taken = order >= 0
                && order <= PageFrames.MAX_ORDER
                && index >= 0
                && index < frames
                && heads[(int) index] == -(order + 1);
        if (!taken) {
            throw new IllegalStateException(
                    "a block is given back once, as it was taken: frame=" + frame + " order=" + order);
        }
        return (int) index;
    }

    synchronized long free() {
        return free;
    }

    /** What the frames of a range are used for. */
    synchronized PageFrames.FrameUse use(PageRun range) {
        int from = (int) Math.max(0, Math.min(frames, range.frame() - memory.frame()));
        int to = (int) Math.max(0, Math.min(frames, range.end() - memory.frame()));
        long unused = 0;
        long taken = 0;
        // Blocks lie within blocks of the largest order, so each is met at its first frame.
        for (int block = from & -(1 << PageFrames.MAX_ORDER); block < to; ) {
            int head = heads[block];
            int end = block + (head == 0 ? 1 : 1 << (Math.abs(head) - 1));
            int inside = Math.max(0, Math.min(end, to) - Math.max(block, from));
            unused += head > 0 ? inside : 0;
            taken += head < 0 ? inside : 0;
            block = end;
        }
        return new PageFrames.FrameUse(unused, taken, Math.max(0, to - from) - unused - taken);
    }

    synchronized int largestFreeOrder() {
        for (int order = PageFrames.MAX_ORDER; order >= 0; order--) {
            if (first[order] != NONE) {
                return order;
            }
        }
        return NONE;
    }

    private void push(int block, int order) {
        heads[block] = (byte) (order + 1);
        next[block] = first[order];
        previous[block] = NONE;
        if (first[order] != NONE) {
            previous[first[order]] = block;
        }
        first[order] = block;
    }

    private void unlink(int block, int order) {
        heads[block] = 0;
        if (previous[block] == NONE) {
            first[order] = next[block];
        } else {
            next[previous[block]] = next[block];
        }
        if (next[block] != NONE) {
            previous[next[block]] = previous[block];
        }
    }
}
