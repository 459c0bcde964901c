package org.entrepot.exporter.cma.internal;

import java.util.BitSet;

/**
 * How the pages of a region are lent while the heap does not need them. Where the tenants are follows from the seed and the
 * page frame alone.
 *
 * @param percent of the free pages that movable tenants have, 0 to 100
 * @param pinnedPercent of the pageblocks in which one page is pinned, 0 to 100
 * @param seed the same seed gives the same tenants
 */
record TenantSettings(int percent, int pinnedPercent, long seed) {
    /** Movable pages come 16 together, as those of a page cache that reads ahead do. */
    private static final int CLUSTER_ORDER = 4;

    /** No tenants. */
    static final TenantSettings NONE = new TenantSettings(0, 0, 0);

    /** Whether a movable tenant has the page. */
    boolean lends(long frame) {
        return Long.remainderUnsigned(mix(seed + (frame >> CLUSTER_ORDER)), 100) < percent;
    }

    /**
     * The pages that are pinned.
     *
     * @param firstFrame of the region, at a pageblock
     * @param pages of the region, whole pageblocks
     */
    BitSet pinned(long firstFrame, int pages) {
        BitSet pinned = new BitSet(pages);
        for (int block = 0; block < pages; block += RegionSettings.PAGEBLOCK) {
            long chance = mix(~seed + firstFrame + block);
            if (Long.remainderUnsigned(chance, 100) < pinnedPercent) {
                pinned.set(block + (int) (mix(chance) & (RegionSettings.PAGEBLOCK - 1)));
            }
        }
        return pinned;
    }

    /** The finaliser of SplitMix64: neighbours come out unlike each other. */
    private static long mix(long value) {
        long mixed = value * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
