package org.entrepot.device.v4l2.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice.Done;

/**
 * The file of a coded stream, beside its place until the stream ends: whatever ended it, what was coded until then takes the
 * place. A file that could not be written stays beside it, and what was there before stays, too. For one thread at a time.
 */
final class CodedFile implements AutoCloseable {
    private final String device;
    private final Path place;
    private final Path partial;
    private final FileChannel written;
    private long pictures;
    private boolean broken;

    /**
     * Begins a file.
     *
     * @param device for messages
     * @param place where it is to be
     */
    CodedFile(String device, Path place) {
        this.device = device;
        this.place = place;
        this.partial = place.resolveSibling(place.getFileName() + ".part");
        try {
            this.written = FileChannel.open(
                    partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private EntrepotException unwritable(IOException cause) {
        return new EntrepotException(
                Reason.IO,
                "a video can be written: device=" + device + " file=" + place + " (" + cause.getMessage()
                        + "); choose another file",
                cause);
    }

    /** Adds what a coder is done with; the last may be empty, and is no picture then. */
    void add(Done done, CodedBuffers buffers) {
        if (done.bytes() == 0) {
            return;
        }
        try {
            buffers.write(done, written);
            pictures++;
        } catch (IOException e) {
            broken = true;
            throw unwritable(e);
        }
    }

    /** How many pictures it has: as many as buffers were written, of which one may hold headers only. */
    long pictures() {
        return pictures;
    }

    /** Puts it in its place, unless there is nothing in it or some of it is missing. */
    @Override
    public void close() {
        try {
            written.close();
            if (broken) {
                return;
            }
            if (pictures > 0) {
                Files.move(partial, place, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(partial);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
