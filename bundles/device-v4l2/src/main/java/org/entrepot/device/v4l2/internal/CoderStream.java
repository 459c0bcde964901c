package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
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
    private final CodedFile file;
    private final Runnable whenClosed;
    private final ReentrantLock engine = new ReentrantLock();

    private @Nullable Work work;
    private long sent;
    private boolean closed;
    private boolean gone;
    private boolean failed;

    /** What the device is set to, and the buffers that it fills. */
    private record Work(QueueForm form, CodedBuffers buffers) {}

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
        this.file = new CodedFile(device.identity().name(), file);
        this.whenClosed = whenClosed;
    }

    @Override
    public void encode(DeviceMapping source, ImageLayout wanted) {
        device.identity().awaitUsers(source, Direction.TO_DEVICE);
        ImportedBuffer buffer = device.imports().of(source, Direction.TO_DEVICE);
        engine.lock();
        try {
            checkOpen();
            pass(setUp(wanted), buffer);
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
        if (failed) {
            throw new EntrepotException(
                    Reason.IO,
                    "a coder goes on while all goes well: device="
                            + device.identity().name() + " " + file + "; close this video and open another");
        }
    }

    /** Hands a picture over, and has it back in any case: a device that failed is closed, and so has nothing any more. */
    private void pass(Work now, ImportedBuffer picture) {
        now.form().give(device.video(), 0, picture);
        sent++;
        try {
            awaitRead(now.buffers());
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(RuntimeException why) {
        failed = true;
        try {
            device.video().close();
        } catch (EntrepotException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    private Work setUp(ImageLayout wanted) {
        Work known = work;
        if (known != null && wanted.equals(known.form().layout())) {
            return known;
        }
        if (known != null) {
            throw new IllegalArgumentException("a video has pictures of one layout: device="
                    + device.identity().name() + " layout=" + wanted + " before="
                    + known.form().layout()
                    + "; open another file for others");
        }
        VideoDevice video = device.video();
        video.set(Queue.CAPTURE, new Format(device.code(), wanted.width(), wanted.height(), 0, 0));
        QueueForm form = FrameForm.set(video, device.identity().name(), Queue.OUTPUT, wanted);
        long bytes = video.format(Queue.CAPTURE).bytes();
        Work made = new Work(form, new CodedBuffers(allocator, device.identity().name(), bytes));
        work = made;
        try {
            start(video, made.buffers());
        } catch (RuntimeException e) {
            throw failed(e);
        }
        return made;
    }

    private void start(VideoDevice video, CodedBuffers made) {
        video.request(Queue.OUTPUT, 1);
        video.request(Queue.CAPTURE, made.count());
        for (int i = 0; i < made.count(); i++) {
            made.give(i, video, device.imports());
        }
        video.start(Queue.OUTPUT);
        video.start(Queue.CAPTURE);
    }

    /** Waits until the device has read the picture; what it has coded meanwhile goes to the file. */
    private void awaitRead(CodedBuffers buffers) {
        long deadline = deadline();
        while (device.video().dequeue(Queue.OUTPUT, AT_ONCE).isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw device.identity().late("picture=" + sent);
            }
            collect(buffers);
        }
    }

    private long deadline() {
        return System.nanoTime() + device.identity().longest().toNanos();
    }

    private Optional<Done> collect(CodedBuffers buffers) {
        Optional<Done> some = device.video().dequeue(Queue.CAPTURE, SLICE);
        some.ifPresent(done -> keep(done, buffers));
        return some;
    }

    private void keep(Done done, CodedBuffers buffers) {
        if (!done.whole()) {
            throw new EntrepotException(
                    Reason.IO,
                    "a device codes without errors: device=" + device.identity().name() + " picture=" + done.sequence()
                            + "; see the kernel's log");
        }
        file.add(done, buffers);
        if (!done.last()) {
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

    /** Newest first, and all of it whatever fails: the device ends before the buffers that it has. */
    private void end() {
        Step written = file::close;
        Step place = whenClosed::run;
        Step buffers = this::giveBack;
        Step video = device.video()::close;
        try (written;
                place;
                buffers;
                video) {
            drain();
        }
    }

    /** A step of the end. */
    private interface Step extends AutoCloseable {
        @Override
        void close();
    }

    private void giveBack() {
        Work made = work;
        if (made != null) {
            made.buffers().close();
        }
    }

    /**
     * Waits for what the device still codes. One that is not told that no picture follows, and so does not tell its last, gives a buffer for each
     * picture; what is coded so far is in the file also when it takes too long.
     */
    private void drain() {
        Work made = work;
        if (made == null || gone || failed) {
            return;
        }
        boolean tells = device.video().finish();
        boolean ended = !tells && file.pictures() >= sent;
        long deadline = deadline();
        while (!ended) {
            Optional<Done> some = collect(made.buffers());
            if (some.isPresent()) {
                deadline = deadline();
                ended = tells ? some.get().last() : file.pictures() >= sent;
            } else if (System.nanoTime() - deadline >= 0) {
                throw device.identity().late("pictures=" + sent + " coded=" + file.pictures());
            }
        }
    }
}
