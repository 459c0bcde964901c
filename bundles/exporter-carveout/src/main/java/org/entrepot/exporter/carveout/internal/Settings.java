package org.entrepot.exporter.carveout.internal;

import org.entrepot.api.Provenance;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.PageFrames;

/**
 * What is configured, each value checked.
 *
 * @param placing the range and the pages that guard each buffer
 * @param fit by which rule a free run is chosen
 * @param checkMillis between two looks at guard pages; 0 for none
 * @param device whose memory it is
 */
record Settings(Placing placing, Fit fit, long checkMillis, Source.Device device) {
    private static final long PAGE = PageFrames.PAGE_SIZE;
    private static final long MOST = PAGE << RunTable.MOST_BITS;
    private static final long MOST_ADDRESS = 1L << 52;
    private static final int MOST_GUARDS = 256;

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static Settings of(CarveoutHeapConfig config) {
        int guard = (int) number("guard.pages", 0, MOST_GUARDS, 1).read(config::guard_pages);
        long bytes = number("region.bytes", (2L * guard + 1) * PAGE, MOST, PAGE).read(config::region_bytes);
        long base = number("region.base", 0, MOST_ADDRESS - bytes, PAGE).read(config::region_base);
        long millis = number("guard.checkMillis", 0, Integer.MAX_VALUE, 1).read(config::guard_checkMillis);
        long offset = number("device.offset", 0, Long.MAX_VALUE - MOST, PAGE).read(config::device_offset);
        return new Settings(
                new Placing(name(config), base, (int) (bytes >> PageFrames.PAGE_SHIFT), guard),
                Fit.of(config.fit()),
                millis,
                new Source.Device(config.device().strip(), offset));
    }

    /** The name, checked before anything is opened. */
    private static String name(CarveoutHeapConfig config) {
        Provenance unknown = Provenance.emulated("not open yet");
        return new HeapDescription(config.entrepot_exporter(), CarveoutHeap.TECHNOLOGY, unknown).name();
    }

    private static ConfiguredNumber number(String key, long least, long most, long multiple) {
        return new ConfiguredNumber(CarveoutHeapConfig.PID, key, least, most, multiple);
    }
}
