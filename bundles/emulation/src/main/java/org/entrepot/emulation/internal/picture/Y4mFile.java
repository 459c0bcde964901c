package org.entrepot.emulation.internal.picture;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.device.FrameRate;

/** A video file, read frame by frame and begun again at its end. */
final class Y4mFile implements PictureSource {
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final Y4mHeader header;
    private InputStream input;
    private long frame;
    private boolean closed;

    Y4mFile(Path file) {
        this.file = file;
        this.input = open();
        try {
            this.header = Y4mHeader.parse(line(), file.toString());
        } catch (EntrepotException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw Sources.unreadable(file, e);
        }
    }

    private InputStream open() {
        try {
            return new BufferedInputStream(Files.newInputStream(file), BUFFER);
        } catch (IOException e) {
            throw Sources.unreadable(file, e);
        }
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public FrameRate rate() {
        return header.rate();
    }

    @Override
    public void next(Picture target) {
        try {
            if (!atFrame()) {
                rewind();
            }
            fill(target.luma());
            fill(target.blueDifference());
            fill(target.redDifference());
            frame++;
        } catch (IOException e) {
            throw Sources.unreadable(file, e);
        }
    }

    private void rewind() throws IOException {
        if (frame == 0) {
            throw Y4mHeader.bad("a y4m file has a frame", file.toString(), "frames", "0", "record it anew");
        }
        input.close();
        input = open();
        line();
        frame = 0;
        if (!atFrame()) {
            throw Y4mHeader.bad(
                    "a y4m file stays as it is while it plays", file.toString(), "frames", "0", "start again");
        }
    }

    /** Reads a frame's header; false at the end of the file. */
    private boolean atFrame() throws IOException {
        input.mark(1);
        if (input.read() < 0) {
            return false;
        }
        input.reset();
        String marker = line();
        if (!marker.equals("FRAME") && !marker.startsWith("FRAME ")) {
            throw Y4mHeader.bad(
                    "a frame of a y4m file begins with FRAME",
                    file + " frame=" + frame,
                    "begin",
                    marker,
                    "cut the file there");
        }
        return true;
    }

    private void fill(byte[] plane) throws IOException {
        int read = input.readNBytes(plane, 0, plane.length);
        if (read < plane.length) {
            throw Y4mHeader.bad(
                    "a frame of a y4m file is whole",
                    file + " frame=" + frame,
                    "bytes",
                    read + " of " + plane.length,
                    "the file is truncated, record it anew");
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("the file ends within a header");
            }
            if (line.length() == Y4mHeader.LONGEST_LINE) {
                String begin = line.substring(0, 20);
                throw Y4mHeader.bad(
                        "a header line of a y4m file is short", file.toString(), "begin", begin, "give a .y4m file");
            }
            line.append((char) c);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                input.close();
            } catch (IOException e) {
                throw Sources.unreadable(file, e);
            }
        }
    }
}
