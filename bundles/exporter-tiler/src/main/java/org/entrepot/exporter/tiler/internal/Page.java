package org.entrepot.exporter.tiler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A page that can be behind a slot. */
final class Page {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG_THERE =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT_THERE =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT_THERE =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private final Mode mode;
    private final ByteBuffer bytes;
    private final int offset;
    private final Written written;
    private final int band;
    private final boolean lent;

    /**
     * A page.
     *
     * @param mode in which it is tiled
     * @param bytes in which it lies
     * @param offset of its first byte in them
     * @param written told of writes of devices
     * @param band which row of slots of its area it belongs to
     * @param lent whether it is memory that was handed out: what a unit that retired goes on answering for
     */
    Page(Mode mode, ByteBuffer bytes, int offset, Written written, int band, boolean lent) {
        this.mode = mode;
        this.bytes = bytes;
        this.offset = offset;
        this.written = written;
        this.band = band;
        this.lent = lent;
    }

    /** Moves bytes that lie together in a page. */
    @FunctionalInterface
    interface Copy {
        void move(Page page, int from, byte[] bytes, int at, int length);
    }

    Mode mode() {
        return mode;
    }

    boolean isLent() {
        return lent;
    }

    /** Copies bytes out: mostly two, four or eight. */
    void read(int from, byte[] target, int at, int length) {
        switch (length) {
            case 8 -> LONG.set(target, at, (long) LONG_THERE.get(bytes, offset + from));
            case 4 -> INT.set(target, at, (int) INT_THERE.get(bytes, offset + from));
            case 2 -> SHORT.set(target, at, (short) SHORT_THERE.get(bytes, offset + from));
            case 1 -> target[at] = bytes.get(offset + from);
            default -> bytes.get(offset + from, target, at, length);
        }
    }

    /** Copies bytes in: mostly two, four or eight. */
    void write(int to, byte[] source, int at, int length) {
        switch (length) {
            case 8 -> LONG_THERE.set(bytes, offset + to, (long) LONG.get(source, at));
            case 4 -> INT_THERE.set(bytes, offset + to, (int) INT.get(source, at));
            case 2 -> SHORT_THERE.set(bytes, offset + to, (short) SHORT.get(source, at));
            case 1 -> bytes.put(offset + to, source[at]);
            default -> bytes.put(offset + to, source, at, length);
        }
    }

    /**
     * Copies pixels of a column out, in whichever direction.
     *
     * @param as how large a pixel is
     * @param places what each pixel row adds to the number of a byte
     * @param row of the first pixel
     * @param step 1, or -1
     * @param column what the column adds
     * @param pixels how many
     */
    void readColumn(Mode as, int[] places, int row, int step, int column, byte[] target, int at, int pixels) {
        int from = offset + column;
        switch (as) {
            case THIRTY_TWO_BIT -> readInts(places, row, step, from, target, at, pixels);
            case SIXTEEN_BIT -> {
                for (int i = 0; i < pixels; i++) {
                    SHORT.set(target, at + 2 * i, (short) SHORT_THERE.get(bytes, from + places[row + step * i]));
                }
            }
            default -> {
                for (int i = 0; i < pixels; i++) {
                    target[at + i] = bytes.get(from + places[row + step * i]);
                }
            }
        }
    }

    /** Two pixels at a time: a store of eight bytes costs no more than one of four. */
    private void readInts(int[] places, int row, int step, int from, byte[] target, int at, int pixels) {
        int last = pixels & ~1;
        for (int i = 0; i < last; i += 2) {
            int one = (int) INT_THERE.get(bytes, from + places[row + step * i]);
            int two = (int) INT_THERE.get(bytes, from + places[row + step * (i + 1)]);
            LONG.set(target, at + 4 * i, LITTLE ? pair(one, two) : pair(two, one));
        }
        if (last < pixels) {
            INT.set(target, at + 4 * last, (int) INT_THERE.get(bytes, from + places[row + step * last]));
        }
    }

    private static long pair(int low, int high) {
        return (low & 0xffff_ffffL) | ((long) high << Integer.SIZE);
    }

    /** Says that a device wrote. */
    void mark() {
        written.mark(band);
    }
}
