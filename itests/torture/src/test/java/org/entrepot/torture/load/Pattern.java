package org.entrepot.torture.load;

import java.nio.ByteBuffer;

/**
 * What a buffer holds: each eight bytes tell the seed and where they are.
 *
 * @param seed of this buffer alone
 */
record Pattern(long seed) {
    /** What a buffer holds when it is handed out. */
    static final Pattern ZEROS = new Pattern(0);

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private long word(int at) {
        if (seed == 0) {
            return 0;
        }
        long mixed = (seed + at) * MIX;
        return mixed ^ (mixed >>> 29);
    }

    void write(ByteBuffer view) {
        for (int at = 0; at < view.limit(); at += Long.BYTES) {
            view.putLong(at, word(at));
        }
    }

    /** How many bytes are wrong. */
    long wrong(ByteBuffer view) {
        long wrong = 0;
        for (int at = 0; at < view.limit(); at += Long.BYTES) {
            wrong += view.getLong(at) == word(at) ? 0 : Long.BYTES;
        }
        return wrong;
    }
}
