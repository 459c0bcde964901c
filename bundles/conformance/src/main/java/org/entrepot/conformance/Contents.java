package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is in memory: a pattern that differs from place to place and from seed to seed, or zeros. */
final class Contents {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private Contents() {}

    /** Fills memory with the pattern of a seed. */
    static void fill(ByteBuffer view, long seed) {
        ByteBuffer bytes = whole(view);
        for (int at = 0; at < bytes.capacity(); at += Long.BYTES) {
            bytes.putLong(at, pattern(seed, at));
        }
    }

    /** Where memory is not the pattern of a seed first, or -1. */
    static long differs(ByteBuffer view, long seed) {
        ByteBuffer bytes = whole(view);
        for (int at = 0; at < bytes.capacity(); at += Long.BYTES) {
            if (bytes.getLong(at) != pattern(seed, at)) {
                return at;
            }
        }
        return -1;
    }

    /** Where memory is not zero first, or -1. */
    static long notZero(ByteBuffer view) {
        ByteBuffer bytes = whole(view);
        for (int at = 0; at < bytes.capacity(); at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return at;
            }
        }
        return -1;
    }

    /** The bytes of the pattern of a seed. */
    static byte[] bytes(long seed, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        fill(bytes, seed);
        return bytes.array();
    }

    /** The eight bytes of the pattern of a seed at a place. */
    static long at(long seed, int offset) {
        return pattern(seed, offset);
    }

    private static ByteBuffer whole(ByteBuffer view) {
        return view.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Never zero. */
    private static long pattern(long seed, int at) {
        return ((seed + 1) * GOLDEN + at) | 1;
    }
}
