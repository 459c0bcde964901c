package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The windows through which the CPU sees tiled memory in the natural view, as the user GART of {@code omap_gem.c}: two for each tiled
 * mode, each 4 KiB wide and one row of slots high. Which part of which buffer is in a window changes as the CPU goes on: the window that
 * was filled longest ago is taken. One access at a time.
 */
final class CpuWindows {
    /** Bytes of a window's row: a page of the CPU. */
    static final int WIDTH_BYTES = 4096;

    private static final int EACH = 2;
    private static final List<Mode> MODES = List.of(Mode.EIGHT_BIT, Mode.SIXTEEN_BIT, Mode.THIRTY_TWO_BIT);

    private final TilingUnit unit;
    private final Traffic traffic;
    private final Map<Mode, List<Window>> windows = new EnumMap<>(Mode.class);
    private final byte[] line = new byte[WIDTH_BYTES];

    /**
     * What fits into a window.
     *
     * @param piece the plane
     * @param tiles its memory's pages
     * @param band row of slots
     * @param chunk number of the 4 KiB along the row
     */
    record Part(Piece.OfImage piece, ByteBuffer tiles, int band, int chunk) {
        boolean isSame(@Nullable Part other) {
            return other != null && other.band == band && other.chunk == chunk && other.piece.equals(piece);
        }
    }

    /** A window, and what is in it. */
    private static final class Window {
        private final Area.Rectangle area;
        private @Nullable Part part;

        Window(Area.Rectangle area) {
            this.area = area;
        }
    }

    /** Takes slots of the container for the windows. */
    CpuWindows(TilingUnit unit, Traffic traffic) {
        this.unit = unit;
        this.traffic = traffic;
        for (Mode mode : MODES) {
            List<Window> made = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                made.add(new Window(reserve(mode)));
            }
            windows.put(mode, made);
        }
    }

    private Area.Rectangle reserve(Mode mode) {
        return (Area.Rectangle) unit.container(mode)
                .reserve(mode, WIDTH_BYTES >> mode.pixelShift(), mode.slotHeight(), WIDTH_BYTES)
                .orElseThrow(() -> new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a container has room for the CPU's windows: mode=" + mode.words()
                                + "; wait until memory of an earlier life is released"));
    }

    /** Which slots of the container of the tiled modes the windows have. */
    BitSet slots() {
        BitSet all = new BitSet(SlotMap.SLOTS);
        windows.values().stream().flatMap(List::stream).forEach(window -> {
            for (int page = 0; page < window.area.slots(); page++) {
                all.set(window.area.slot(page));
            }
        });
        return all;
    }

    /** Copies a part out of its tiles. */
    synchronized void read(Part part, int length, ByteBuffer linear) {
        Window window = open(part);
        TiledPlane plane = part.piece().plane();
        for (int row = 0; row < plane.rowsOf(part.band()); row++) {
            unit.readHere(address(window, row, 0), line, 0, length);
            int to = plane.offsetOf(part.band()) + row * plane.stride() + part.chunk() * WIDTH_BYTES;
            linear.put(to, line, 0, length);
        }
    }

    /** Copies bytes of a pixel row into the tiles of a part. */
    synchronized void write(Part part, int row, int from, int length, ByteBuffer linear) {
        Window window = open(part);
        TiledPlane plane = part.piece().plane();
        linear.get(plane.offset() + row * plane.stride() + from, line, 0, length);
        unit.writeHere(address(window, row % plane.mode().slotHeight(), from % WIDTH_BYTES), line, 0, length);
    }

    private static long address(Window window, int row, int at) {
        Area.Rectangle area = window.area;
        return TilerAddressLayout.address(area.mode(), 0, area.x(), area.y() + row) + at;
    }

    /** The window in which a part is: one that has it, or the one that was filled longest ago. */
    private Window open(Part part) {
        List<Window> mine = windows.getOrDefault(part.piece().area().mode(), List.of());
        for (Window window : mine) {
            if (part.isSame(window.part)) {
                return window;
            }
        }
        Window oldest = mine.remove(0);
        mine.add(oldest);
        if (oldest.part != null) {
            traffic.evictions().increment();
        }
        unit.pin(oldest.area, pages(part, oldest.area));
        oldest.part = part;
        return oldest;
    }

    /** The pages of a part; where the plane has no more, what is there already is there twice: nobody looks. */
    private static List<Page> pages(Part part, Area.Rectangle window) {
        TiledPlane plane = part.piece().plane();
        List<Page> pages = new ArrayList<>(window.slots());
        for (int i = 0; i < window.slots(); i++) {
            int slot = Math.min(part.chunk() * window.width() + i, plane.width() - 1);
            pages.add(new Page(
                    plane.mode(),
                    part.tiles(),
                    plane.page(part.band(), slot),
                    part.piece().written(),
                    part.band(),
                    false));
        }
        return pages;
    }

    /** Empties the windows of what a buffer has in them. */
    synchronized void forget(List<Piece> pieces) {
        windows.values().stream()
                .flatMap(List::stream)
                .filter(window -> window.part != null && pieces.contains(window.part.piece()))
                .forEach(window -> {
                    unit.unpin(window.area);
                    window.part = null;
                });
    }
}
