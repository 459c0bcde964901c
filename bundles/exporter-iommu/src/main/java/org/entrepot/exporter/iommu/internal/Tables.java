package org.entrepot.exporter.iommu.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The tables of a page table, by number; number 0 is the root. A table is 512 entries in an array of its own. Tables that are not
 * needed are kept for the next use, as they were left, so that mapping allocates nothing once it has been as large before.
 */
final class Tables {
    /** Instead of a table's number: the entry is a block. */
    static final int BLOCK = -1;

    private static final int ENTRIES = 512;
    private static final int FIRST_CAPACITY = 16;
    private static final int TOP_SHIFT = 27;
    private static final int INDEX_BITS = 9;
    /** In an entry: the number of a table, and no page frame, is in the upper bits. */
    private static final long TABLE = 4;

    private static final long[] NONE = new long[ENTRIES];
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private volatile long[][] tables = new long[FIRST_CAPACITY][];
    private int[] used = new int[FIRST_CAPACITY];
    private int count;
    private final Numbers spare = new Numbers();
    private Numbers emptied = new Numbers();
    private Numbers resting = new Numbers();

    Tables() {
        add();
    }

    /** A stack of numbers of tables. */
    private static final class Numbers {
        private int[] numbers = new int[FIRST_CAPACITY];
        private int size;

        void push(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }

        int pop() {
            return numbers[--size];
        }
    }

    /** Whether an entry leads to another table. */
    static boolean isTable(long entry) {
        return (entry & TABLE) != 0;
    }

    /** The number of the table to which an entry leads. */
    static int number(long entry) {
        return (int) (entry >>> PageTable.FRAME_SHIFT);
    }

    /** An entry, as whoever is on his way through the tables sees it. */
    long entry(int table, int index) {
        return (long) ENTRY.getAcquire(tables[table], index);
    }

    /** The table behind an entry that leads to one. */
    int child(int table, int index) {
        long entry = tables[table][index];
        if (!isTable(entry)) {
            throw new IllegalStateException("what is unmapped is mapped: table=" + table + " index=" + index);
        }
        return number(entry);
    }

    /** The table behind an entry, or {@link #BLOCK}. */
    int childOrBlock(int table, int index) {
        long entry = tables[table][index];
        return entry != 0 && !isTable(entry) ? BLOCK : child(table, index);
    }

    /**
     * The table of an address whose entries stand for so many pages; tables on the way are made.
     *
     * @param shift the table covers 2^shift pages
     */
    int descend(long page, int shift) {
        int table = 0;
        for (int at = TOP_SHIFT; at >= shift; at -= INDEX_BITS) {
            table = below(table, (int) (page >>> at) & (ENTRIES - 1));
        }
        return table;
    }

    private int below(int table, int index) {
        long entry = tables[table][index];
        if (entry != 0) {
            if (!isTable(entry)) {
                throw isOccupied(table, index);
            }
            return number(entry);
        }
        int made = fresh();
        Arrays.fill(tables[made], 0);
        link(table, index, made);
        return made;
    }

    /** A table that nobody uses. What is in its entries is left over. */
    private int fresh() {
        return spare.size == 0 ? add() : spare.pop();
    }

    private void link(int table, int index, int below) {
        used[table]++;
        ENTRY.setRelease(tables[table], index, ((long) below << PageTable.FRAME_SHIFT) | TABLE);
    }

    private int add() {
        if (count == used.length) {
            used = Arrays.copyOf(used, 2 * count);
            tables = Arrays.copyOf(tables, 2 * count);
        }
        tables[count] = new long[ENTRIES];
        return count++;
    }

    /**
     * Fills the rest of a leaf table with page frames, as many as there are; answers how many. A leaf table that is not there
     * yet becomes part of the tree when it is filled.
     *
     * @param table above the leaf table
     * @param index of the leaf table in it
     * @param first entry of the leaf table
     */
    int fill(int table, int index, int first, RunCursor from, long permissions) {
        if (tables[table][index] != 0) {
            return fill(below(table, index), first, from, permissions);
        }
        int made = fresh();
        long[] there = tables[made];
        int end = from.fill(there, first, ENTRIES, permissions);
        Arrays.fill(there, 0, first, 0);
        Arrays.fill(there, end, ENTRIES, 0);
        used[made] = end - first;
        link(table, index, made);
        return end - first;
    }

    private int fill(int leaf, int first, RunCursor from, long permissions) {
        long[] there = tables[leaf];
        int end = from.fill(there, first, occupied(there, first), permissions);
        if (end < ENTRIES && from.hasNext()) {
            Arrays.fill(there, first, end, 0);
            throw isOccupied(leaf, end);
        }
        used[leaf] += end - first;
        return end - first;
    }

    /** The first entry that is occupied. */
    private static int occupied(long[] there, int first) {
        int free = Arrays.mismatch(there, first, ENTRIES, NONE, first, ENTRIES);
        return free < 0 ? ENTRIES : first + free;
    }

    /** Fills an entry. */
    void set(int table, int index, long value) {
        if (tables[table][index] != 0) {
            throw isOccupied(table, index);
        }
        tables[table][index] = value;
        used[table]++;
    }

    private static IllegalStateException isOccupied(int table, int index) {
        return new IllegalStateException(
                "an address is mapped once: table=" + table + " index=" + index + " is occupied");
    }

    /** Empties entries that are full. True if all of the table is empty by that: then its entries are left as they are. */
    boolean clear(int table, int first, int entries) {
        if (used[table] < ENTRIES) {
            requireFull(table, first, entries);
        }
        used[table] -= entries;
        if (used[table] > 0) {
            Arrays.fill(tables[table], first, first + entries, 0);
        }
        return used[table] == 0;
    }

    private void requireFull(int table, int first, int entries) {
        long[] there = tables[table];
        for (int i = first; i < first + entries; i++) {
            if (there[i] == 0) {
                throw new IllegalStateException("what is unmapped is mapped: table=" + table + " index=" + i);
            }
        }
    }

    /** Takes an empty table out of the tree; true if that empties the one above, which is not the root. */
    boolean drop(int table, int index) {
        emptied.push(number(tables[table][index]));
        used[table]--;
        ENTRY.setRelease(tables[table], index, 0L);
        return used[table] == 0 && table != 0;
    }

    /** Lets what has been dropped so far rest. What rests is recycled before. */
    void rest() {
        Numbers free = resting;
        resting = emptied;
        emptied = free;
    }

    /** Takes what rested into use again. */
    void recycle() {
        while (resting.size > 0) {
            spare.push(resting.pop());
        }
    }

    int count() {
        return count;
    }
}
