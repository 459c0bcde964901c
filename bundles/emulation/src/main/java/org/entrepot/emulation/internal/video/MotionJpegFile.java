package org.entrepot.emulation.internal.video;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.entrepot.device.FrameRate;

/** An AVI file that grows by a JPEG at a time; its header and index are written when it is completed. Not for several threads. */
public final class MotionJpegFile implements AutoCloseable {
    /** Players of the old kind read up to 1 GiB in one RIFF chunk. */
    private static final long LARGEST = 1L << 30;

    private final int width;
    private final int height;
    private final FrameRate rate;
    private final FileChannel channel;
    private ByteBuffer index =
            ByteBuffer.allocate(1024 * AviLayout.INDEX_ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int frames;
    private int largest;

    /**
     * Begins a file.
     *
     * @param file to make, or to overwrite
     */
    public MotionJpegFile(Path file, int width, int height, FrameRate rate) throws IOException {
        this.width = width;
        this.height = height;
        this.rate = rate;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        channel.position(AviLayout.HEADER_BYTES);
    }

    /** How many frames it has. */
    public int frames() {
        return frames;
    }

    /**
     * Adds a frame.
     *
     * @param jpeg a whole JPEG file
     * @throws IOException if it cannot be written, or the file would grow beyond what players read
     */
    public void add(byte[] jpeg) throws IOException {
        long position = channel.position();
        if (position + jpeg.length + index.position() > LARGEST) {
            throw new IOException("an AVI file has at most " + LARGEST + " bytes, and this frame would exceed it");
        }
        int padding = jpeg.length & 1;
        write(AviLayout.chunk(jpeg.length));
        write(ByteBuffer.wrap(jpeg));
        write(ByteBuffer.allocate(padding));
        if (!index.hasRemaining()) {
            ByteBuffer larger = ByteBuffer.allocate(index.capacity() * 2).order(ByteOrder.LITTLE_ENDIAN);
            index = larger.put(index.flip());
        }
        AviLayout.indexEntry(index, (int) (position - AviLayout.MOVI_WORD), jpeg.length);
        frames++;
        largest = Math.max(largest, jpeg.length);
    }

    /** Writes the index and the header; the file can be played afterwards. */
    public void complete() throws IOException {
        int movieBytes = (int) (channel.position() - AviLayout.HEADER_BYTES);
        write(AviLayout.indexHead(frames));
        write(index.flip());
        channel.position(0);
        write(AviLayout.header(width, height, rate, frames, movieBytes, largest));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
