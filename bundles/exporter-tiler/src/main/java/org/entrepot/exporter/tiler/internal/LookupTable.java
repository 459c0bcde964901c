package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which page is behind which slot: the entry of slot (x, y) is {@code x + 256 * y}. Slots where nothing is pinned lead to a dummy page,
 * so that an access there does no harm. The table of a machine with a second container has twice the rows, the second container's behind
 * the first's. Safe for use by several threads: an access meets the old page or the new one.
 */
final class LookupTable {
    private final Page dummy =
            new Page(Mode.PAGE, ByteBuffer.allocateDirect(SlotLayout.SLOT_BYTES), 0, new Written(1), 0, false);
    private final AtomicReferenceArray<Page> entries;
    private final AtomicInteger pinned = new AtomicInteger();

    /** Begins with the dummy page everywhere. */
    LookupTable(int containers) {
        this.entries = new AtomicReferenceArray<>(containers * SlotMap.SLOTS);
        for (int i = 0; i < entries.length(); i++) {
            entries.setPlain(i, dummy);
        }
    }

    /** The page behind an entry. */
    Page at(int entry) {
        return entries.get(entry);
    }

    /**
     * Puts pages behind an area.
     *
     * @param base the entry of the container's first slot
     * @param pages as many as the area has slots
     */
    void pin(int base, Area area, List<Page> pages) {
        for (int i = 0; i < area.slots(); i++) {
            put(base + area.slot(i), pages.get(i));
        }
    }

    /** Puts the dummy page behind an area. */
    void unpin(int base, Area area) {
        for (int i = 0; i < area.slots(); i++) {
            put(base + area.slot(i), dummy);
        }
    }

    private void put(int entry, Page page) {
        Page before = entries.getAndSet(entry, page);
        pinned.addAndGet((page == dummy ? 0 : 1) - (before == dummy ? 0 : 1));
    }

    /** How many entries lead to a page of somebody. */
    int pinned() {
        return pinned.get();
    }
}
