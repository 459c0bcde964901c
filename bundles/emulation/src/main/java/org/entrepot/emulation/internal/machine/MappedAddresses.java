package org.entrepot.emulation.internal.machine;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Direction;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;

/** Addresses in a device's translation table. */
public final class MappedAddresses implements DeviceAddresses {
    private final TranslationTable table;
    private final List<Translation> translations;
    private final Direction direction;
    private final List<Segment> segments;
    private final Runnable afterwards;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * Enters translations into a table.
     *
     * @param segments what the device is told
     * @param afterwards run once, after unmapping
     */
    public MappedAddresses(
            TranslationTable table,
            List<Translation> translations,
            Direction direction,
            List<Segment> segments,
            Runnable afterwards) {
        this.table = table;
        this.translations = List.copyOf(translations);
        this.direction = direction;
        this.segments = List.copyOf(segments);
        this.afterwards = afterwards;
        table.add(this.translations, direction);
    }

    @Override
    public List<Segment> segments() {
        return segments;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            table.remove(translations, direction);
            afterwards.run();
        }
    }
}
