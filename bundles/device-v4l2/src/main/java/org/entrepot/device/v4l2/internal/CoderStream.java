package org.entrepot.device.v4l2.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.Allocator;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.device.EncodeDevice.EncodeStream;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.jspecify.annotations.Nullable;

/** A coder at work: each picture goes in, and what comes out is written to the file. */
final class CoderStream implements EncodeStream {
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration AT_ONCE = Duration.ZERO;

    private final Device device;
    private final Allocator allocator;
    private final Path file;
    private final Path partial;
    private final FileChannel written;
    private final Runnable whenClosed;
    private final ReentrantLock engine = new ReentrantLock();

    private @Nullable ImageLayout layout;
    private @Nullable CodedBuffers coded;
    private long sent;
    private long received;
    private boolean closed;
    private boolean gone;

    /**
     * What codes.
     *
     * @param identity of the device
     * @param video the stream's from now on
     * @param imports what is mapped for it
     * @param code of what it writes
     */
    record Device(VideoIdentity identity, VideoDevice video, DeviceImports imports, String code) {}

    /**
     * Begins a file, beside its place until it is complete.
     *
     * @param whenClosed run once
     */
    CoderStream(Device device, Allocator allocator, Path file, Runnable whenClosed) {
        this.device = device;
        this.allocator = allocator;
        this.file = file;
        this.partial = file.resolveSibling(file.getFileName() + ".part");
        this.whenClosed = whenClosed;
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
                "a video can be written: device=" + device.identity().name() + " file=" + file + " ("
                        + cause.getMessage() + "); choose another file",
                cause);
    }

    @Override
    public void encode(DeviceMapping source, ImageLayout wanted) {
        device.identity().awaitUsers(source, Direction.TO_DEVICE);
        ImportedBuffer buffer = device.imports().of(source, Direction.TO_DEVICE);
        engine.lock();
        try {
            checkOpen();
            CodedBuffers buffers = setUp(wanted);
            device.video().queue(Queue.OUTPUT, 0, buffer.descriptor(), FrameForm.bytes(wanted));
            sent++;
            awaitRead(buffers);
        } finally {
            engine.unlock();
        }
    }

    private void checkOpen() {
        if (gone) {
            throw device.identity().gone();
        }
        if (closed) {
            throw device.identity().closed();
        }
    }

    private CodedBuffers setUp(ImageLayout wanted) {
        CodedBuffers known = coded;
        if (known != null && wanted.equals(layout)) {
            return known;
        }
        if (known != null) {
            throw new IllegalArgumentException("a video has pictures of one layout: device="
                    + device.identity().name() + " layout=" + wanted + " before=" + layout
                    + "; open another file for others");
        }
        VideoDevice video = device.video();
        video.set(Queue.CAPTURE, new Format(device.code(), wanted.width(), wanted.height(), 0, 0));
        FrameForm.set(video, device.identity().name(), Queue.OUTPUT, wanted);
        long bytes = video.format(Queue.CAPTURE).bytes();
        CodedBuffers made = new CodedBuffers(allocator, device.identity().name(), bytes);
        coded = made;
        layout = wanted;
        video.request(Queue.OUTPUT, 1);
        video.request(Queue.CAPTURE, made.count());
        for (int i = 0; i < made.count(); i++) {
            made.give(i, video, device.imports());
        }
        video.start(Queue.OUTPUT);
        video.start(Queue.CAPTURE);
        return made;
    }

    /** Waits until the device has read the picture; what it has coded meanwhile goes to the file. */
    private void awaitRead(CodedBuffers buffers) {
        long deadline = System.nanoTime() + device.identity().longest().toNanos();
        while (device.video().dequeue(Queue.OUTPUT, AT_ONCE).isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw device.identity().late("picture=" + sent);
            }
            collect(buffers);
        }
    }

    private void collect(CodedBuffers buffers) {
        Optional<Done> some = device.video().dequeue(Queue.CAPTURE, SLICE);
        if (some.isPresent()) {
            Done done = some.get();
            if (!done.whole()) {
                throw new EntrepotException(
                        Reason.IO,
                        "a device codes without errors: device="
                                + device.identity().name() + " picture=" + done.sequence()
                                + "; see the kernel's log");
            }
            try {
                buffers.write(done, written);
            } catch (IOException e) {
                throw unwritable(e);
            }
            received++;
            buffers.give(done.index(), device.video(), device.imports());
        }
    }

    /**
     * Waits for a picture in work. It was read when {@link #encode} has returned: its driver remembers it until the next comes, and reads
     * it no more.
     */
    @SuppressWarnings("LockNotBeforeTry") // To have had it is to have waited.
    void awaitIdle() {
        engine.lock();
        engine.unlock();
    }

    /** The device is gone; what was coded so far is in the file. */
    void leave() {
        engine.lock();
        try {
            abandon();
        } finally {
            engine.unlock();
        }
    }

    private void abandon() {
        gone = true;
        device.video().close();
    }

    @Override
    public void close() {
        engine.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            end();
        } finally {
            engine.unlock();
        }
    }

    private void end() {
        try {
            drain();
        } finally {
            device.video().close();
            CodedBuffers made = coded;
            if (made != null) {
                made.close();
            }
            whenClosed.run();
            complete();
        }
    }

    /** Waits for what the device still codes. */
    private void drain() {
        CodedBuffers made = coded;
        long deadline = System.nanoTime() + device.identity().longest().toNanos();
        while (made != null && !gone && received < sent && System.nanoTime() - deadline < 0) {
            collect(made);
        }
    }

    private void complete() {
        try {
            written.close();
            if (received > 0) {
                Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(partial);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
