package org.entrepot.linux.internal;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** A long range of addresses as buffers of 1 GiB, since one buffer shows less than 2 GiB. Whoever uses it keeps the range mapped. */
final class Pieces {
    private static final int SHIFT = 30;
    private static final long SIZE = 1L << SHIFT;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final long bytes;
    private final ByteBuffer[] pieces;

    Pieces(long address, long bytes) {
        this.bytes = bytes;
        this.pieces = new ByteBuffer[Math.toIntExact((bytes + SIZE - 1) >> SHIFT)];
        for (int i = 0; i < pieces.length; i++) {
            long start = (long) i << SHIFT;
            pieces[i] = new Pointer(address + start).getByteBuffer(0, Math.min(SIZE, bytes - start));
        }
    }

    long bytes() {
        return bytes;
    }

    void read(long offset, byte[] target, int at, int length) {
        for (int done = 0; done < length; ) {
            int part = partOfPiece(offset + done, length - done);
            piece(offset + done).get(inPiece(offset + done), target, at + done, part);
            done += part;
        }
    }

    void write(long offset, byte[] source, int at, int length) {
        for (int done = 0; done < length; ) {
            int part = partOfPiece(offset + done, length - done);
            piece(offset + done).put(inPiece(offset + done), source, at + done, part);
            done += part;
        }
    }

    void zero(long offset, long length) {
        for (long done = 0; done < length; done += ZEROS.length) {
            write(offset + done, ZEROS, 0, (int) Math.min(ZEROS.length, length - done));
        }
    }

    private ByteBuffer piece(long offset) {
        return pieces[(int) (offset >> SHIFT)];
    }

    private static int inPiece(long offset) {
        return (int) (offset & (SIZE - 1));
    }

    private static int partOfPiece(long offset, int wanted) {
        return (int) Math.min(wanted, SIZE - inPiece(offset));
    }
}
