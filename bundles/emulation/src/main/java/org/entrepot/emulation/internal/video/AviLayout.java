package org.entrepot.emulation.internal.video;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.entrepot.device.FrameRate;

/**
 * The bytes of an AVI file with one Motion JPEG stream: {@code RIFF('AVI ' LIST('hdrl' avih LIST('strl' strh strf)) LIST('movi'
 * 00dc…) idx1)}, all little-endian, as Microsoft's AVI RIFF file reference describes it.
 */
final class AviLayout {
    /** Where the index's entries begin counting: at the word {@code movi}. */
    static final int MOVI_WORD = 220;

    /** Bytes before the first frame. */
    static final int HEADER_BYTES = MOVI_WORD + 4;

    /** Bytes of an index entry. */
    static final int INDEX_ENTRY_BYTES = 16;

    private static final int KEY_FRAME = 0x10;
    private static final int HAS_INDEX = 0x10;

    private AviLayout() {}

    /**
     * The header of a file that is complete.
     *
     * @param frames in the file
     * @param movieBytes of all frame chunks together
     * @param largest bytes of the largest frame
     */
    static ByteBuffer header(int width, int height, FrameRate rate, int frames, int movieBytes, int largest) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int indexBytes = frames * INDEX_ENTRY_BYTES;
        word(header, "RIFF").putInt(HEADER_BYTES - 8 + movieBytes + 8 + indexBytes);
        word(word(header, "AVI "), "LIST").putInt(4 + 64 + 124);
        word(header, "hdrl");
        mainHeader(header, width, height, rate, frames, largest);
        word(header, "LIST").putInt(116);
        word(header, "strl");
        streamHeader(header, width, height, rate, frames, largest);
        streamFormat(header, width, height);
        word(header, "LIST").putInt(4 + movieBytes);
        word(header, "movi");
        return header.flip();
    }

    private static void mainHeader(ByteBuffer to, int width, int height, FrameRate rate, int frames, int largest) {
        word(to, "avih").putInt(56);
        to.putInt((int) (rate.periodNanos() / 1000)).putInt(0).putInt(0).putInt(HAS_INDEX);
        to.putInt(frames).putInt(0).putInt(1).putInt(largest).putInt(width).putInt(height);
        to.putInt(0).putInt(0).putInt(0).putInt(0);
    }

    private static void streamHeader(ByteBuffer to, int width, int height, FrameRate rate, int frames, int largest) {
        word(to, "strh").putInt(56);
        word(word(to, "vids"), "MJPG").putInt(0).putInt(0).putInt(0);
        to.putInt(rate.denominator()).putInt(rate.numerator()).putInt(0).putInt(frames);
        to.putInt(largest).putInt(-1).putInt(0);
        to.putShort((short) 0).putShort((short) 0).putShort((short) width).putShort((short) height);
    }

    private static void streamFormat(ByteBuffer to, int width, int height) {
        word(to, "strf").putInt(40);
        to.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        word(to, "MJPG")
                .putInt(width * height * 3)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
    }

    /** The eight bytes before a frame. */
    static ByteBuffer chunk(int bytes) {
        ByteBuffer chunk = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        return word(chunk, "00dc").putInt(bytes).flip();
    }

    /** The eight bytes before the index. */
    static ByteBuffer indexHead(int frames) {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        return word(head, "idx1").putInt(frames * INDEX_ENTRY_BYTES).flip();
    }

    /** Adds an entry to the index. */
    static void indexEntry(ByteBuffer index, int offset, int bytes) {
        word(index, "00dc").putInt(KEY_FRAME).putInt(offset).putInt(bytes);
    }

    private static ByteBuffer word(ByteBuffer to, String word) {
        return to.put(word.getBytes(StandardCharsets.US_ASCII));
    }
}
