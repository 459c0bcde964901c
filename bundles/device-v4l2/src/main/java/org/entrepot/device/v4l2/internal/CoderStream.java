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

/**
 * A coder at work: each picture goes in, and what comes out is written to the file. Its own buffers are mapped, read and unmapped
 * while nobody waits for the device, as they are let go of by whoever has their reservations.
 */
final class CoderStream implements EncodeStream {
    private static final Duration AT_ONCE = Duration.ZERO;

    private final Device device;
    private final Allocator allocator;
    private final CodedFile file;
    private final Runnable whenClosed;
    /** One call of its user's at a time. Neither who unmaps nor who pulls the device out takes it. */
    private final ReentrantLock calls = new ReentrantLock();

    private final HeldDevice held;
    private volatile @Nullable Work work;
    private @Nullable ImportedBuffer picture;
    private long sent;

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
    record Device(VideoIdentity identity, VideoDevice video, DeviceImports imports, String code) {
        String name() {
            return identity.name();
        }
    }

    /**
     * Begins a file, beside its place until it is complete.
     *
     * @param whenClosed run once
     */
    CoderStream(Device device, Allocator allocator, Path file, Runnable whenClosed) {
        this.device = device;
        this.allocator = allocator;
        this.file = new CodedFile(device.name(), file);
        this.whenClosed = whenClosed;
        this.held = new HeldDevice(device.identity(), device.imports(), device.video(), this::giveBack);
    }

    @Override
    public void encode(DeviceMapping source, ImageLayout wanted) {
        device.identity().awaitUsers(source, Direction.TO_DEVICE);
        calls.lock();
        try {
            Work now = setUp(wanted);
            held.on(source, Direction.TO_DEVICE, buffer -> give(now, buffer));
            sent++;
            orFail(() -> awaitRead(now.buffers()));
        } finally {
            calls.unlock();
        }
    }

    private ImportedBuffer give(Work now, ImportedBuffer buffer) {
        now.form().give(device.video(), 0, buffer);
        picture = buffer;
        return buffer;
    }

    /** A step after which a device that failed is closed, and so has nothing any more. */
    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            try {
                held.fail();
            } catch (EntrepotException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private Work setUp(ImageLayout wanted) {
        Work known = work;
        if (known != null && wanted.equals(known.form().layout())) {
            return known;
        }
        if (known != null) {
            throw new IllegalArgumentException("a video has pictures of one layout: device=" + device.name()
                    + " layout=" + wanted + " before=" + known.form().layout() + "; open another file for others");
        }
        QueueForm form = held.during(() -> formed(wanted));
        long bytes = held.during(() -> device.video().format(Queue.CAPTURE).bytes());
        Work made = new Work(form, new CodedBuffers(allocator, device.name(), bytes));
        work = made;
        orFail(() -> start(made.buffers()));
        return made;
    }

    private QueueForm formed(ImageLayout wanted) {
        VideoDevice video = device.video();
        video.set(Queue.CAPTURE, new Format(device.code(), wanted.width(), wanted.height(), 0, 0));
        return FrameForm.set(video, device.name(), Queue.OUTPUT, wanted);
    }

    private void start(CodedBuffers made) {
        VideoDevice video = device.video();
        held.during(() -> video.request(Queue.OUTPUT, 1));
        held.during(() -> video.request(Queue.CAPTURE, made.count()));
        for (int i = 0; i < made.count(); i++) {
            made.give(i, video, held);
        }
        held.during(() -> {
            video.start(Queue.OUTPUT);
            video.start(Queue.CAPTURE);
            return video;
        });
    }

    /** Waits until the device has read the picture; what it has coded meanwhile goes to the file. */
    private void awaitRead(CodedBuffers buffers) {
        long deadline = deadline();
        while (!held.during(this::isRead)) {
            if (System.nanoTime() - deadline >= 0) {
                throw device.identity().late("picture=" + sent);
            }
            collect(buffers);
        }
    }

    private boolean isRead() {
        if (picture != null && device.video().dequeue(Queue.OUTPUT, AT_ONCE).isPresent()) {
            picture = null;
        }
        return picture == null;
    }

    private long deadline() {
        return System.nanoTime() + device.identity().longest().toNanos();
    }

    private Optional<Done> collect(CodedBuffers buffers) {
        Optional<Done> some = held.during(() -> device.video().dequeue(Queue.CAPTURE, HeldDevice.SLICE));
        some.ifPresent(done -> keep(done, buffers));
        return some;
    }

    private void keep(Done done, CodedBuffers buffers) {
        if (!done.whole()) {
            throw new EntrepotException(
                    Reason.IO,
                    "a device codes without errors: device=" + device.name() + " picture=" + done.sequence()
                            + "; see the kernel's log");
        }
        file.add(done, buffers);
        if (!done.last()) {
            buffers.give(done.index(), device.video(), held);
        }
    }

    /**
     * A buffer is being unmapped: when this returns the device uses it no more. A picture in work is waited for; it was read when
     * {@link #encode} has returned, for its driver remembers it until the next comes, and reads it no more. Without its own
     * buffers a coder does not go on.
     */
    void letGo(ImportedBuffer buffer) {
        held.letGo(() -> {
            Work now = work;
            boolean own = now != null && now.buffers().has(buffer);
            if (own || !isRead(buffer)) {
                held.fail();
            }
        });
    }

    private boolean isRead(ImportedBuffer buffer) {
        long deadline = deadline();
        while (buffer.equals(picture) && !isRead()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            held.letOthersIn();
        }
        return true;
    }

    /** The device is gone; what was coded so far is in the file. */
    void leave() {
        held.leave();
    }

    /** All of it whatever fails, newest first: the device ends before the buffers that it has. */
    @Override
    public void close() {
        Step end = held::close;
        calls.lock();
        try (end) {
            drain();
        } finally {
            calls.unlock();
        }
    }

    private void giveBack() {
        Step written = file::close;
        Step place = whenClosed::run;
        Work made = work;
        try (written;
                place) {
            if (made != null) {
                made.buffers().close();
            }
        }
    }

    /** A step of the end. */
    private interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for what the device still codes. One that is not told that no picture follows, and so does not tell its last, gives a
     * buffer for each picture; what is coded so far is in the file also when it takes too long.
     */
    private void drain() {
        Work made = work;
        if (made == null || !held.isOpen()) {
            return;
        }
        boolean tells = held.during(device.video()::finish);
        boolean ended = !tells && file.pictures() >= sent;
        long deadline = deadline();
        while (!ended) {
            Optional<Done> some = collect(made.buffers());
            if (some.isPresent()) {
                deadline = deadline();
                ended = tells ? isLast(some.get()) : file.pictures() >= sent;
            } else if (System.nanoTime() - deadline >= 0) {
                checkComplete();
                ended = true;
            }
        }
    }

    /** Drivers of before there was a flag for it give an empty buffer at the end. */
    private static boolean isLast(Done done) {
        return done.last() || done.bytes() == 0;
    }

    private void checkComplete() {
        if (file.pictures() < sent) {
            throw device.identity().late("pictures=" + sent + " coded=" + file.pictures());
        }
    }
}
