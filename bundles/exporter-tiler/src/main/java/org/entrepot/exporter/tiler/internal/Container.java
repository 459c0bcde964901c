package org.entrepot.exporter.tiler.internal;

import java.util.BitSet;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** A container: the areas reserved in it, and the slots that memory of an earlier life still keeps. Safe for use by several threads. */
final class Container {
    /** The least alignment of a rectangle in bytes, as {@code tiler_reserve_2d} has it. */
    static final long LEAST_ALIGNMENT = 128;

    private final String name;
    private final SlotMap map = new SlotMap();
    private final BitSet stranded = new BitSet(SlotMap.SLOTS);
    private int rectangles;
    private int runs;

    Container(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * Reserves a rectangle for pixels.
     *
     * @param mode of the pixels
     * @param width pixels
     * @param height pixels
     * @param alignment of the first pixel of each row in bytes: a power of two of at least {@link #LEAST_ALIGNMENT}
     * @return the rectangle, or nothing if none is free
     * @throws EntrepotException with {@link Reason#REFUSED} if the alignment cannot be kept, with {@link Reason#OUT_OF_MEMORY}
     *     if the container itself is smaller
     */
    synchronized Optional<Area> reserve(Mode mode, int width, int height, long alignment) {
        int step = slotsOf(alignment, mode);
        if (width > mode.containerWidth() || height > mode.containerHeight()) {
            throw larger(
                    width + "x" + height + " pixels, " + mode.words(),
                    mode.containerWidth() + "x" + mode.containerHeight());
        }
        int columns = slots(width, mode.slotWidth());
        int rows = slots(height, mode.slotHeight());
        int slot = map.takeRectangle(columns, rows, step);
        rectangles += slot == SlotMap.NONE ? 0 : 1;
        return slot == SlotMap.NONE ? Optional.empty() : Optional.of(new Area.Rectangle(mode, slot, columns, rows));
    }

    private int slotsOf(long alignment, Mode mode) {
        if (alignment < LEAST_ALIGNMENT || Long.bitCount(alignment) != 1) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "an area is aligned to a power of two of at least " + LEAST_ALIGNMENT + " bytes: container=" + name
                            + " alignment=" + alignment + "; choose other memory for such a device");
        }
        long slots = alignment / mode.slotRowBytes();
        if (slots > SlotMap.COLUMNS) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "an area is aligned within a row of its container: container=" + name + " alignment=" + alignment
                            + " row=" + ((long) SlotMap.COLUMNS * mode.slotRowBytes())
                            + "; choose other memory for such a device");
        }
        return (int) slots;
    }

    /**
     * Reserves slots for plain bytes.
     *
     * @param bytes positive
     * @return the run, or nothing if none is free
     * @throws EntrepotException with {@link Reason#OUT_OF_MEMORY} if the container itself is smaller
     */
    synchronized Optional<Area> reserve(long bytes) {
        long count = (bytes - 1) / SlotLayout.SLOT_BYTES + 1;
        if (count > SlotMap.SLOTS) {
            throw larger(bytes + " bytes", String.valueOf((long) SlotMap.SLOTS * SlotLayout.SLOT_BYTES));
        }
        int slot = map.takeRun((int) count);
        runs += slot == SlotMap.NONE ? 0 : 1;
        return slot == SlotMap.NONE ? Optional.empty() : Optional.of(new Area.Run(slot, (int) count));
    }

    private EntrepotException larger(String wanted, String most) {
        return new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "an area is no larger than its container: container=" + name + " wanted=" + wanted + " most=" + most
                        + "; ask for less, or choose other memory");
    }

    /** Gives an area back. */
    synchronized void release(Area area) {
        if (area instanceof Area.Rectangle rectangle) {
            map.clearRectangle(rectangle.first(), rectangle.width(), rectangle.height());
            rectangles--;
        } else {
            map.clearRun(area.slot(0), area.slots());
            runs--;
        }
    }

    /** Keeps the slots out of the way that memory of an earlier life has, and takes those that it has left. */
    synchronized void strand(BitSet now) {
        BitSet left = (BitSet) stranded.clone();
        left.andNot(now);
        left.stream().forEach(slot -> map.clearRun(slot, 1));
        stranded.and(now);
        BitSet more = (BitSet) now.clone();
        more.andNot(stranded);
        more.stream().filter(slot -> !map.isTaken(slot)).forEach(slot -> {
            map.setRun(slot, 1);
            stranded.set(slot);
        });
    }

    /** Whether memory of an earlier life is in the way. */
    synchronized boolean isStranded() {
        return !stranded.isEmpty();
    }

    /** How many slots are free. */
    synchronized int free() {
        return map.free();
    }

    /** How many slots the longest free run has. */
    synchronized int longestRun() {
        return map.longestRun();
    }

    /** How many rectangles are reserved. */
    synchronized int rectangles() {
        return rectangles;
    }

    /** How many runs are reserved. */
    synchronized int runs() {
        return runs;
    }

    /** Copies which slots are taken, and which of them are stranded, into two sets. */
    synchronized void copyTo(BitSet taken, BitSet strandedToo) {
        for (int slot = 0; slot < SlotMap.SLOTS; slot++) {
            taken.set(slot, map.isTaken(slot));
        }
        strandedToo.or(stranded);
    }

    private static int slots(int pixels, int each) {
        return (pixels + each - 1) / each;
    }
}
