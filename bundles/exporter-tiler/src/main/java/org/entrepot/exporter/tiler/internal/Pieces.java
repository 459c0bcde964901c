package org.entrepot.exporter.tiler.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.spi.MemoryRequest;

/**
 * Cuts a buffer into pieces and reserves an area for each: a rectangle for each plane of an image, a run for bytes that are in no plane
 * and for those that only fill the last page. Half a reservation is undone, the newest area first.
 */
final class Pieces {
    private final TilingUnit unit;
    private final MemoryRequest request;
    private final List<Piece> pieces = new ArrayList<>();
    private int base;

    private Pieces(TilingUnit unit, MemoryRequest request) {
        this.unit = unit;
        this.request = request;
    }

    /**
     * Reserves.
     *
     * @return the pieces in the order of the buffer's bytes, or nothing if there is no room
     * @throws EntrepotException with {@link Reason#REFUSED} if such memory cannot be tiled as wanted, with {@link
     *     Reason#OUT_OF_MEMORY} if a plane is larger than the container
     */
    static Optional<List<Piece>> reserve(TilingUnit unit, MemoryRequest request) {
        Pieces made = new Pieces(unit, request);
        try {
            if (made.reserve()) {
                return Optional.of(List.copyOf(made.pieces));
            }
            made.undo();
            return Optional.empty();
        } catch (RuntimeException e) {
            made.undo();
            throw e;
        }
    }

    /**
     * Slots that the pieces of a request take, wherever they are.
     *
     * @param tiled for planes
     * @param plain for bytes that are in no plane
     */
    record Wanted(long tiled, long plain) {
        long bytes() {
            return (tiled + plain) * SlotLayout.SLOT_BYTES;
        }

        /** Whether so many are free, in whatever form. */
        boolean isFree(TilingUnit unit) {
            Container first = unit.container(Mode.EIGHT_BIT);
            Container second = unit.container(Mode.PAGE);
            return first == second ? tiled + plain <= first.free() : tiled <= first.free() && plain <= second.free();
        }
    }

    /** What a request takes. */
    static Wanted wanted(MemoryRequest request) {
        long tiled = 0;
        long plain = 0;
        long end = 0;
        if (request.layout() instanceof ImageLayout image) {
            for (int i = 0; i < image.planes().size(); i++) {
                Plane plane = image.planes().get(i);
                Mode mode = Mode.of(image.format(), i);
                plain += slots(plane.offset() - end, SlotLayout.SLOT_BYTES);
                tiled += slots(plane.stride(), mode.slotRowBytes()) * slots(plane.rows(), mode.slotHeight());
                end = plane.end();
            }
        }
        return new Wanted(tiled, plain + slots(request.bytes() - end, SlotLayout.SLOT_BYTES));
    }

    private static long slots(long extent, int each) {
        return (extent + each - 1) / each;
    }

    private boolean reserve() {
        long end = 0;
        if (request.layout() instanceof ImageLayout image) {
            for (int i = 0; i < image.planes().size(); i++) {
                Plane plane = image.planes().get(i);
                Mode mode = Mode.of(image.format(), i);
                if (!addPlain(end, plane.offset()) || !addPlane(mode, plane)) {
                    return false;
                }
                end = plane.end();
            }
        }
        return addPlain(end, request.bytes());
    }

    private boolean addPlain(long from, long to) {
        if (from == to) {
            return true;
        }
        Optional<Area> area = unit.reserve(to - from);
        area.ifPresent(run -> add(new Piece.Plain(
                (Area.Run) run, Math.toIntExact(from), Math.toIntExact(to - from), base, new Written(1))));
        return area.isPresent();
    }

    private boolean addPlane(Mode mode, Plane plane) {
        if (plane.stride() % mode.pixelBytes() != 0 || plane.end() > request.bytes()) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a tiled plane has rows of whole samples: stride=" + plane.stride() + " sample=" + mode.pixelBytes()
                            + "; ask for a stride that is a multiple, or for other memory");
        }
        Optional<Area> area = unit.reserve(mode, plane.stride() / mode.pixelBytes(), plane.rows(), alignment());
        area.ifPresent(rectangle -> add(ofImage((Area.Rectangle) rectangle, plane)));
        return area.isPresent();
    }

    private Piece ofImage(Area.Rectangle area, Plane plane) {
        TiledPlane tiled = new TiledPlane(
                area.mode(), area.width(), base, Math.toIntExact(plane.offset()), plane.stride(), plane.rows());
        return new Piece.OfImage(area, tiled, new Written(area.height()));
    }

    /** What all devices need, but at least what the unit has anyway. */
    private long alignment() {
        long wanted = request.constraints().addressAlignment();
        return Container.LEAST_ALIGNMENT % wanted == 0 ? Container.LEAST_ALIGNMENT : wanted;
    }

    private void add(Piece piece) {
        pieces.add(piece);
        base = Math.toIntExact(base + piece.area().bytes());
    }

    private void undo() {
        for (int i = pieces.size() - 1; i >= 0; i--) {
            unit.release(pieces.get(i).area());
        }
    }
}
