package org.entrepot.exporter.cma.internal;

import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * What a configuration says about a region.
 *
 * @param range page frames, whole pageblocks
 * @param tenants how they are lent meanwhile
 */
record RegionSettings(PageRun range, TenantSettings tenants) {
    /** Pages of a pageblock: 2 MiB. */
    static final int PAGEBLOCK = 512;

    private static final long PAGEBLOCK_BYTES = PAGEBLOCK * PageFrames.PAGE_SIZE;
    private static final long MOST = 4L << 30;
    private static final long MOST_ADDRESS = 1L << 52;

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static RegionSettings of(CmaHeapConfig config) {
        long base = rule("region.base", 0, MOST_ADDRESS, PAGEBLOCK_BYTES).read(config::region_base);
        long bytes =
                rule("region.bytes", PAGEBLOCK_BYTES, MOST, PAGEBLOCK_BYTES).read(config::region_bytes);
        int percent = rule("tenants.percent", 0, 100, 1).readInt(config::tenants_percent);
        int pinned = rule("pinned.percent", 0, 100, 1).readInt(config::pinned_percent);
        return new RegionSettings(
                new PageRun(base >> PageFrames.PAGE_SHIFT, bytes >> PageFrames.PAGE_SHIFT),
                new TenantSettings(percent, pinned, config.seed()));
    }

    private static ConfiguredNumber rule(String key, long least, long most, long multiple) {
        return new ConfiguredNumber(CmaHeapConfig.PID, key, least, most, multiple);
    }
}
