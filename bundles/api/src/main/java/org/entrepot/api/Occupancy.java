package org.entrepot.api;

import java.util.List;

/**
 * How memory is used, coarsened to cells: what an operator looks at instead of a list. A line of addresses, or a plane of slots.
 *
 * @param name what is shown, such as {@code region} or {@code container, 8-bit}
 * @param base address of the first cell, unsigned; 0 where places are counted from the first one
 * @param columns cells of a row of a plane; 0 for a line of addresses, which may be broken into rows anywhere
 * @param cellBytes bytes that a cell stands for; of the last cell of a line at most so many
 * @param cells in the order of addresses, a plane row by row; not empty
 */
public record Occupancy(String name, long base, int columns, long cellBytes, List<Use> cells) {
    /** Copies the cells and checks that they fill whole rows. */
    public Occupancy {
        cells = List.copyOf(cells);
        if (cells.isEmpty() || columns < 0 || (columns > 0 && cells.size() % columns != 0)) {
            throw new IllegalArgumentException("an occupancy has whole rows of cells: name=" + name + " columns="
                    + columns + " cells=" + cells.size());
        }
        if (cellBytes <= 0) {
            throw new IllegalArgumentException("a cell stands for memory: name=" + name + " cellBytes=" + cellBytes);
        }
    }

    /** Of places that are counted from the first one. */
    public Occupancy(String name, int columns, long cellBytes, List<Use> cells) {
        this(name, 0, columns, cellBytes, cells);
    }

    /** What a cell is used for. Where a cell covers several uses, the one that keeps the most of it from being handed out. */
    public enum Use {
        /** Nothing of it is in use. */
        FREE,
        /** Some of it is handed out, some is free. */
        PARTLY,
        /** All of it is handed out. */
        TAKEN,
        /** Others use it, and move away when it is wanted. */
        MOVABLE,
        /** Others use it and do not move. */
        PINNED,
        /** It is kept free on purpose: a guard page, a reserved range. */
        KEPT,
        /** Memory of an earlier life of the heap is still there. */
        STRANDED
    }
}
