package org.entrepot.exporter.carveout.internal;

/**
 * Which lists of free runs have any: two levels of bitmaps for each zone. A list is known by its number: the zone, then the class of
 * the sizes in it. Sizes below 128 have a class each; above, 64 classes share each power of two.
 */
final class SizeClasses {
    /** A zone has 2 to this power numbers for lists. */
    static final int ZONE_BITS = 11;

    /** What stands for no list. */
    static final int NONE = -1;

    private static final int CLASS_BITS = 6;
    private static final int GROUPS_BITS = ZONE_BITS - CLASS_BITS;

    /** For each zone a bit for each group of 64 lists that has runs. */
    private final int[] groups;
    /** For each group a bit for each list that has runs. */
    private final long[] lists;

    SizeClasses(int zones) {
        this.groups = new int[zones];
        this.lists = new long[zones << GROUPS_BITS];
    }

    /** The list of a size: in it are the runs of at least the class's smallest size. */
    static int of(int zone, int size) {
        int shift = coarseness(size);
        return (zone << ZONE_BITS) + (shift << CLASS_BITS) + (size >>> shift);
    }

    /** The first list of which every run has at least a size. */
    static int roomy(int zone, int size) {
        int shift = coarseness(size);
        return (zone << ZONE_BITS) + (shift << CLASS_BITS) + ((size + (1 << shift) - 1) >>> shift);
    }

    /** Two to this power sizes share a class. */
    private static int coarseness(int size) {
        return Integer.SIZE - CLASS_BITS - 1 - Integer.numberOfLeadingZeros(size | 1 << CLASS_BITS);
    }

    /** Notes that a list has a run. */
    void filled(int list) {
        int group = list >> CLASS_BITS;
        lists[group] |= 1L << list;
        groups[group >> GROUPS_BITS] |= 1 << group;
    }

    /** Notes that a list has none any more. */
    void emptied(int list) {
        int group = list >> CLASS_BITS;
        long left = lists[group] & ~(1L << list);
        lists[group] = left;
        if (left == 0) {
            groups[group >> GROUPS_BITS] &= ~(1 << group);
        }
    }

    /** The first list at or above one, in the same zone, that has runs; {@link #NONE} if there is none. */
    int found(int from) {
        int group = from >> CLASS_BITS;
        long left = lists[group] & -1L << from;
        if (left == 0) {
            int zone = group >> GROUPS_BITS;
            int above = groups[zone] & -2 << group;
            if (above == 0) {
                return NONE;
            }
            group = (zone << GROUPS_BITS) + Integer.numberOfTrailingZeros(above);
            left = lists[group];
        }
        return (group << CLASS_BITS) + Long.numberOfTrailingZeros(left);
    }

    /** The list of a zone's largest runs; {@link #NONE} if it has none. */
    int last(int zone) {
        if (groups[zone] == 0) {
            return NONE;
        }
        int group = (zone << GROUPS_BITS) + Integer.SIZE - 1 - Integer.numberOfLeadingZeros(groups[zone]);
        return (group << CLASS_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(lists[group]);
    }
}
