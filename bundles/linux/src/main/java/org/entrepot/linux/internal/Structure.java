package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Structures and arrays as calls take them. */
final class Structure {
    private Structure() {}

    /** An empty structure. */
    static ByteBuffer of(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** An empty array of 32-bit numbers. */
    static ByteBuffer ints(int count) {
        return of(Math.multiplyExact(count, Integer.BYTES));
    }

    /** An array of 32-bit numbers. */
    static ByteBuffer array(int... values) {
        ByteBuffer array = ints(values.length);
        array.asIntBuffer().put(values);
        return array;
    }

    /** The numbers of an array; as many as the kernel said it wrote, if that is not more. */
    static List<Integer> values(ByteBuffer array, int count) {
        return IntStream.range(0, Math.min(count, array.capacity() / Integer.BYTES))
                .mapToObj(i -> array.getInt(i * Integer.BYTES))
                .toList();
    }

    /** Where it is, for a structure that points at it. Whoever stores that keeps the buffer reachable until the call is over. */
    static long address(ByteBuffer buffer) {
        return buffer.capacity() == 0 ? 0 : Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    /** A text, which ends at a zero or at its length. */
    static String text(ByteBuffer structure, int offset, int length) {
        byte[] bytes = new byte[length];
        structure.get(offset, bytes);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
