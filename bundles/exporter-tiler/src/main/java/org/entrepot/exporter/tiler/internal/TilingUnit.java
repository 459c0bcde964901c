package org.entrepot.exporter.tiler.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unit: containers in which areas are reserved, and the look-up table through which an access is de-tiled and turned on its way to
 * the pages. Reserving and pinning are apart: what is reserved and not pinned leads to the dummy page. Safe for use by several threads.
 */
final class TilingUnit {
    private final Container tiled = new Container("tiled");
    private final Container paged;
    private final LookupTable table;
    private final Set<Area> reserved = ConcurrentHashMap.newKeySet();
    private volatile boolean retired;

    /** How many containers there are. */
    enum Generation {
        /** One container for all modes. */
        OMAP4,
        /** A container for what is tiled, and one for page mode. */
        OMAP5
    }

    TilingUnit(Generation generation) {
        this.paged = generation == Generation.OMAP4 ? tiled : new Container("page");
        this.table = new LookupTable(generation == Generation.OMAP4 ? 1 : 2);
    }

    /** The containers: one, or that of the tiled modes and that of page mode. */
    List<Container> containers() {
        return paged == tiled ? List.of(tiled) : List.of(tiled, paged);
    }

    /** The container that a mode addresses. */
    Container container(Mode mode) {
        return mode == Mode.PAGE ? paged : tiled;
    }

    /** The entry of the first slot of the container that a mode addresses. */
    private int base(Mode mode) {
        return mode == Mode.PAGE && paged != tiled ? SlotMap.SLOTS : 0;
    }

    /** Reserves a rectangle; see {@link Container#reserve(Mode, int, int, long)}. */
    Optional<Area> reserve(Mode mode, int width, int height, long alignment) {
        return noted(tiled.reserve(mode, width, height, alignment));
    }

    /** Reserves a run; see {@link Container#reserve(long)}. */
    Optional<Area> reserve(long bytes) {
        return noted(paged.reserve(bytes));
    }

    private Optional<Area> noted(Optional<Area> area) {
        area.ifPresent(reserved::add);
        return area;
    }

    /** Gives an area back that is not pinned. */
    void release(Area area) {
        container(area.mode()).release(area);
        reserved.remove(area);
    }

    /** The areas that are reserved. */
    Set<Area> reserved() {
        return reserved;
    }

    /** Puts pages behind an area, as many as it has slots. */
    void pin(Area area, List<Page> pages) {
        table.pin(base(area.mode()), area, pages);
    }

    /** Puts the dummy page behind an area. */
    void unpin(Area area) {
        table.unpin(base(area.mode()), area);
    }

    /** How many slots lead to a page of somebody. */
    int pinned() {
        return table.pinned();
    }

    /** Answers devices from now on for nothing but what was handed out, in the mode in which it is tiled. */
    void retire() {
        retired = true;
    }

    /**
     * Answers a device's read.
     *
     * @param address as {@link TilerAddressLayout} has it
     * @return whether the unit answers for all of it
     */
    boolean read(long address, byte[] target, int at, int length) {
        boolean answering = answers(address, length);
        if (answering) {
            readHere(address, target, at, length);
        }
        return answering;
    }

    /** Answers a device's write, and marks what it wrote. */
    boolean write(long address, byte[] source, int at, int length) {
        boolean answering = answers(address, length);
        if (answering) {
            writeHere(address, source, at, length);
            mark(address, length);
        }
        return answering;
    }

    /** Reads whatever is behind the addresses. */
    void readHere(long address, byte[] target, int at, int length) {
        int done = isColumn(address, length) ? readColumn(address, target, at, length) : 0;
        walk(address + done, target, at + done, length - done, Page::read);
    }

    /** Whether an access is of whole pixels down, or up, a column: what a turned view is made of. */
    private static boolean isColumn(long address, int length) {
        Mode mode = TilerAddressLayout.mode(address);
        boolean whole = ((address | length) & (mode.pixelBytes() - 1)) == 0;
        return mode != Mode.PAGE && whole && TilerAddressLayout.swaps(TilerAddressLayout.view(address));
    }

    /** Reads to the end of the column or of the access, a slot at a time; answers how many bytes. */
    private int readColumn(long address, byte[] target, int at, int length) {
        Mode mode = TilerAddressLayout.mode(address);
        SlotLayout layout = SlotLayout.of(mode);
        int step = TilerAddressLayout.runsBackwards(TilerAddressLayout.view(address)) ? -1 : 1;
        int x = TilerAddressLayout.x(address);
        int y = TilerAddressLayout.y(address);
        int column = layout.column(x & (mode.slotWidth() - 1));
        int slot = base(mode) + (x >> mode.slotWidthBits());
        int inColumn = step > 0 ? mode.containerHeight() - y : y + 1;
        int pixels = Math.min(inColumn, length >> mode.pixelShift());
        for (int done = 0; done < pixels; ) {
            int row = y & (mode.slotHeight() - 1);
            int part = Math.min(pixels - done, step > 0 ? mode.slotHeight() - row : row + 1);
            Page page = table.at(slot + ((y >> mode.slotHeightBits()) << SlotMap.COLUMN_BITS));
            page.readColumn(mode, layout.rows(), row, step, column, target, at + (done << mode.pixelShift()), part);
            done += part;
            y += step * part;
        }
        return pixels << mode.pixelShift();
    }

    /** Writes whatever is behind the addresses. */
    void writeHere(long address, byte[] source, int at, int length) {
        walk(address, source, at, length, Page::write);
    }

    private void mark(long address, int length) {
        for (int done = 0;
                done < length;
                done += Strip.at(address + done, length - done).length()) {
            page(address + done).mark();
        }
    }

    private boolean answers(long address, int length) {
        if (retired) {
            for (int done = 0;
                    done < length;
                    done += Strip.at(address + done, length - done).length()) {
                Page page = page(address + done);
                if (!page.isLent() || page.mode() != TilerAddressLayout.mode(address + done)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void walk(long address, byte[] bytes, int at, int length, Page.Copy copy) {
        for (int done = 0; done < length; ) {
            done += Strip.at(address + done, length - done).move(page(address + done), bytes, at + done, copy);
        }
    }

    private Page page(long address) {
        Mode mode = TilerAddressLayout.mode(address);
        int column = TilerAddressLayout.x(address) >> mode.slotWidthBits();
        int row = TilerAddressLayout.y(address) >> mode.slotHeightBits();
        return table.at(base(mode) + column + (row << SlotMap.COLUMN_BITS));
    }
}
