package org.entrepot.exporter.tiler.internal;

import java.util.Arrays;

/**
 * Which slots of a container are taken: 256 columns by 128 rows, a bit each, slot (x, y) the bit {@code x + 256 * y}. The placement
 * is that of {@code tcm-sita.c}: rectangles first fit from left to right and top to bottom, never across the end of a row; runs as
 * near to the end as they go. A row is four words, and what a word answers at once is not asked bit by bit. Not for use by several
 * threads.
 *
 * <p>The original steps from row to row by eight words, which is right for 256 columns only where a word has 32 bits; and its
 * search for a run never looks at the one that starts with slot 0. Neither is so here.
 */
public final class SlotMap {
    /** Bits of a slot's column. */
    static final int COLUMN_BITS = 8;

    /** Bits of a slot's row. */
    static final int ROW_BITS = 7;

    /** Slots of a row. */
    public static final int COLUMNS = 1 << COLUMN_BITS;

    /** Rows. */
    public static final int ROWS = 1 << ROW_BITS;

    /** All slots. */
    public static final int SLOTS = COLUMNS * ROWS;

    /** There is no such place. */
    public static final int NONE = -1;

    private static final int WORD_BITS = 6;
    private static final int ROW_WORDS = COLUMNS >> WORD_BITS;
    private static final long ALL = -1L;

    private final long[] taken = new long[SLOTS >> WORD_BITS];

    /** Of each row that the search under way has looked at: where the rectangle's part of that row could begin. */
    private final long[] starts = new long[taken.length];

    /** Where the rectangle could begin in all rows of the place under consideration. */
    private final long[] common = new long[ROW_WORDS];

    /** Begins with every slot free. */
    public SlotMap() {}

    /**
     * Takes the first rectangle that is free.
     *
     * @param width slots, 1 to {@link #COLUMNS}
     * @param height slots, 1 to {@link #ROWS}
     * @param alignment of its first column: a power of two, at most {@link #COLUMNS}
     * @return its first slot, or {@link #NONE}
     */
    public int takeRectangle(int width, int height, int alignment) {
        int known = 0;
        int top = 0;
        while (top <= ROWS - height) {
            for (; known < top + height; known++) {
                findStarts(known, width, alignment);
            }
            int obstacle = obstacle(top, height);
            if (obstacle == NONE) {
                int slot = top * COLUMNS + firstCommon();
                setRectangle(slot, width, height);
                return slot;
            }
            // No rectangle that has the obstacle and the rows below it fits: go on behind the obstacle.
            top = obstacle + 1;
        }
        return NONE;
    }

    /** Where in a row so many slots are free together: what is free and-ed with itself, moved, until it makes the whole width. */
    private void findStarts(int row, int width, int alignment) {
        int first = row * ROW_WORDS;
        long a = ~taken[first];
        long b = ~taken[first + 1];
        long c = ~taken[first + 2];
        long d = ~taken[first + 3];
        for (int have = 1; have < width && (a | b | c | d) != 0; ) {
            int step = Math.min(Math.min(have, width - have), Long.SIZE - 1);
            a &= (a >>> step) | (b << -step);
            b &= (b >>> step) | (c << -step);
            c &= (c >>> step) | (d << -step);
            d &= d >>> step;
            have += step;
        }
        starts[first] = a & aligned(0, alignment);
        starts[first + 1] = b & aligned(1, alignment);
        starts[first + 2] = c & aligned(2, alignment);
        starts[first + 3] = d & aligned(3, alignment);
    }

    /** The columns of a word of a row that are multiples of a power of two. */
    private static long aligned(int word, int alignment) {
        return switch (alignment) {
            case 1 -> ALL;
            case 2 -> 0x5555_5555_5555_5555L;
            case 4 -> 0x1111_1111_1111_1111L;
            case 8 -> 0x0101_0101_0101_0101L;
            case 16 -> 0x0001_0001_0001_0001L;
            case 32 -> 0x0000_0001_0000_0001L;
            default -> (word << WORD_BITS) % alignment == 0 ? 1 : 0;
        };
    }

    /** Lays the rows of a place over each other, the lowest first; the first that leaves nothing, or {@link #NONE}. */
    private int obstacle(int top, int height) {
        long a = ALL;
        long b = ALL;
        long c = ALL;
        long d = ALL;
        for (int row = top + height - 1; row >= top; row--) {
            int first = row * ROW_WORDS;
            a &= starts[first];
            b &= starts[first + 1];
            c &= starts[first + 2];
            d &= starts[first + 3];
            if ((a | b | c | d) == 0) {
                return row;
            }
        }
        common[0] = a;
        common[1] = b;
        common[2] = c;
        common[3] = d;
        return NONE;
    }

    /**
     * Takes the run that is nearest to the end. It goes on from row to row.
     *
     * @param count slots, 1 to {@link #SLOTS}
     * @return its first slot, or {@link #NONE}
     */
    public int takeRun(int count) {
        int end = SLOTS;
        while (end >= count) {
            int last = previousSet(end - 1);
            if (end - 1 - last >= count) {
                setRun(end - count, count);
                return end - count;
            }
            end = previousClear(last) + 1;
        }
        return NONE;
    }

    /** How many slots the longest free run has. */
    public int longestRun() {
        int longest = 0;
        for (int end = previousClear(SLOTS - 1) + 1; end > 0; ) {
            int last = previousSet(end - 1);
            longest = Math.max(longest, end - 1 - last);
            end = previousClear(last) + 1;
        }
        return longest;
    }

    /** Marks a rectangle as taken. */
    public void setRectangle(int slot, int width, int height) {
        for (int row = 0; row < height; row++) {
            setRun(slot + row * COLUMNS, width);
        }
    }

    /** Gives a rectangle back. */
    public void clearRectangle(int slot, int width, int height) {
        for (int row = 0; row < height; row++) {
            clearRun(slot + row * COLUMNS, width);
        }
    }

    /** Marks a run as taken. */
    public void setRun(int slot, int count) {
        put(slot, count, ALL);
    }

    /** Gives a run back. */
    public void clearRun(int slot, int count) {
        put(slot, count, 0);
    }

    private void put(int slot, int count, long bits) {
        int last = slot + count - 1;
        int from = slot >> WORD_BITS;
        int to = last >> WORD_BITS;
        long head = ALL << slot;
        long tail = ALL >>> (-last - 1);
        if (from == to) {
            put(from, bits, head & tail);
        } else {
            put(from, bits, head);
            Arrays.fill(taken, from + 1, to, bits);
            put(to, bits, tail);
        }
    }

    private void put(int word, long bits, long mask) {
        taken[word] = (taken[word] & ~mask) | (bits & mask);
    }

    /** Whether a slot is taken. */
    public boolean isTaken(int slot) {
        return (taken[slot >> WORD_BITS] >>> slot & 1) != 0;
    }

    /** How many slots are free. */
    public int free() {
        int count = SLOTS;
        for (long word : taken) {
            count -= Long.bitCount(word);
        }
        return count;
    }

    private int firstCommon() {
        int word = 0;
        while (common[word] == 0) {
            word++;
        }
        return (word << WORD_BITS) + Long.numberOfTrailingZeros(common[word]);
    }

    /** The last taken slot at or before a place, or {@link #NONE}. */
    private int previousSet(int from) {
        return previous(from, 0);
    }

    /** The last free slot at or before a place, or {@link #NONE}. */
    private int previousClear(int from) {
        return previous(from, ALL);
    }

    private int previous(int from, long inverted) {
        if (from < 0) {
            return NONE;
        }
        int word = from >> WORD_BITS;
        long bits = (taken[word] ^ inverted) & (ALL >>> (-from - 1));
        while (bits == 0) {
            if (word == 0) {
                return NONE;
            }
            bits = taken[--word] ^ inverted;
        }
        return (word << WORD_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
    }
}
