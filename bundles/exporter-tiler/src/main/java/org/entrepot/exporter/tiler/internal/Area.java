package org.entrepot.exporter.tiler.internal;

/** Slots of a container that were reserved together. Page {@code i} of what is pinned there comes to slot {@link #slot}{@code (i)}. */
sealed interface Area {
    /** How the container is addressed to get there. */
    Mode mode();

    /** How many slots it has. */
    int slots();

    /**
     * The number of a slot in the container.
     *
     * @param page 0 to {@link #slots()}{@code  - 1}
     */
    int slot(int page);

    /** Bytes behind the slots. */
    default long bytes() {
        return (long) slots() * SlotLayout.SLOT_BYTES;
    }

    /**
     * A rectangle: two-dimensional.
     *
     * @param mode any but {@link Mode#PAGE}
     * @param first its first slot
     * @param width slots of a row
     * @param height rows of slots
     */
    record Rectangle(Mode mode, int first, int width, int height) implements Area {
        @Override
        public int slots() {
            return width * height;
        }

        @Override
        public int slot(int page) {
            return first + (page / width) * SlotMap.COLUMNS + page % width;
        }

        /** The container's column, in pixels, of its first pixel. */
        int x() {
            return (first % SlotMap.COLUMNS) << mode.slotWidthBits();
        }

        /** The container's row, in pixels, of its first pixel. */
        int y() {
            return (first / SlotMap.COLUMNS) << mode.slotHeightBits();
        }
    }

    /**
     * Slots that follow each other, from row to row: one-dimensional.
     *
     * @param first its first slot
     * @param slots how many
     */
    record Run(int first, int slots) implements Area {
        @Override
        public Mode mode() {
            return Mode.PAGE;
        }

        @Override
        public int slot(int page) {
            return first + page;
        }
    }
}
