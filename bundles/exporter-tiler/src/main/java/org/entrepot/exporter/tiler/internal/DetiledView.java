package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.MemoryRequest;
import org.jspecify.annotations.Nullable;

/**
 * An image as rows of pixels for the CPU: a copy, made when the CPU looks first. A bracket that begins brings what devices wrote since
 * the last, a row of slots at a time; one that ends after writing takes back what the CPU wrote, byte by byte: the bytes that differ from
 * how they were when the first of the brackets open now began. So brackets may overlap, and devices may write other pixels meanwhile;
 * where both write the same byte the CPU's is kept.
 */
final class DetiledView {
    private final MemoryFiles files;
    private final MemoryRequest request;
    private final List<Piece> pieces;
    private final ByteBuffer tiles;
    private final CpuDoor door;
    private final Traffic traffic;
    private @Nullable MemoryFile rows;
    private @Nullable MemoryFile before;
    private int writers;
    private boolean closed;

    DetiledView(
            MemoryFiles files,
            MemoryRequest request,
            List<Piece> pieces,
            ByteBuffer tiles,
            CpuDoor door,
            Traffic traffic) {
        this.files = files;
        this.request = request;
        this.pieces = pieces;
        this.tiles = tiles;
        this.door = door;
        this.traffic = traffic;
    }

    /** The copy, the same each time; what it shows is right in a bracket only. */
    synchronized ByteBuffer view() {
        MemoryFile known = rows;
        if (known == null) {
            if (closed) {
                throw new IllegalStateException("memory is looked at before it is closed: name=" + request.name());
            }
            known = files.create(request.name(), request.bytes());
            rows = known;
        }
        return known.view();
    }

    synchronized void begin(CpuUse use) {
        ByteBuffer linear = view();
        if (closed) {
            return;
        }
        if (writers == 0) {
            bring(linear);
        } else {
            merge(linear, beforehand());
        }
        if (use.writes()) {
            if (writers == 0) {
                beforehand().duplicate().clear().put(linear.duplicate().clear());
            }
            writers++;
        }
    }

    private ByteBuffer beforehand() {
        MemoryFile known = before;
        if (known == null) {
            known = files.create(request.name(), request.bytes());
            before = known;
        }
        return known.view();
    }

    /** Nobody else writes rows: what devices wrote is copied as it is. */
    private void bring(ByteBuffer linear) {
        for (Piece piece : pieces) {
            for (int band = 0; band < piece.bands(); band++) {
                if (piece.written().take(band)) {
                    copy(piece, band, linear);
                }
            }
        }
    }

    private void copy(Piece piece, int band, ByteBuffer linear) {
        if (piece instanceof Piece.OfImage image) {
            door.read(image, band, linear);
            traffic.detiled().add(image.plane().bytesOf(band));
        } else {
            linear.put(piece.offset(), tiles, piece.base(), piece.bytes());
        }
    }

    /** Somebody may be writing rows: only the bytes that devices changed, and the CPU did not, are brought. */
    private void merge(ByteBuffer linear, ByteBuffer then) {
        for (Piece piece : pieces) {
            for (int band = 0; band < piece.bands(); band++) {
                if (piece.written().take(band)) {
                    Runs.of(piece, band, (tile, at, length) -> merge(linear, then, tile, at, length));
                }
            }
        }
    }

    private void merge(ByteBuffer linear, ByteBuffer then, int tile, int at, int length) {
        for (int i = 0; i < length; i++) {
            byte now = tiles.get(tile + i);
            byte was = then.get(at + i);
            if (now != was) {
                if (linear.get(at + i) == was) {
                    linear.put(at + i, now);
                }
                then.put(at + i, now);
                traffic.detiled().increment();
            }
        }
    }

    synchronized void end(CpuUse use) {
        if (closed || !use.writes() || writers == 0) {
            return;
        }
        takeBack(view(), beforehand());
        writers--;
    }

    private void takeBack(ByteBuffer linear, ByteBuffer then) {
        for (Piece piece : pieces) {
            for (int band = 0; band < piece.bands(); band++) {
                int from = Runs.offset(piece, band);
                int length = Runs.bytes(piece, band);
                if (linear.slice(from, length).mismatch(then.slice(from, length)) >= 0) {
                    takeBack(piece, from, from + length, linear, then);
                }
            }
        }
    }

    /** Takes back each stretch of bytes that are others than they were, and no byte beside it. */
    private void takeBack(Piece piece, int from, int end, ByteBuffer linear, ByteBuffer then) {
        int row = piece instanceof Piece.OfImage image ? image.plane().stride() : piece.bytes();
        for (int at = from; at < end; ) {
            int rowEnd = at + row - (at - piece.offset()) % row;
            int first = at;
            while (at < rowEnd && linear.get(at) != then.get(at)) {
                at++;
            }
            if (at > first) {
                // Once into the copy that nobody else touches: what the CPU writes from here on is the next bracket's.
                then.put(first, linear, first, at - first);
                put(piece, first, at - first, then);
                traffic.retiled().add(at - first);
            } else {
                at++;
            }
        }
    }

    private void put(Piece piece, int at, int length, ByteBuffer from) {
        if (piece instanceof Piece.OfImage image) {
            int inPlane = at - piece.offset();
            int stride = image.plane().stride();
            door.write(image, inPlane / stride, inPlane % stride, length, from);
        } else {
            tiles.put(piece.base() + at - piece.offset(), from, at, length);
        }
    }

    /** Gives the copies back; views of them read zeros from now on. */
    synchronized void close() {
        closed = true;
        door.forget(pieces);
        if (rows != null) {
            rows.close();
        }
        if (before != null) {
            before.close();
        }
    }
}
