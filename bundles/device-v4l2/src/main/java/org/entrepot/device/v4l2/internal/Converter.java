package org.entrepot.device.v4l2.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Control;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;
import org.jspecify.annotations.Nullable;

/** A memory-to-memory device of the kernel that makes other pixels of pixels. One picture at a time; others wait. */
final class Converter implements VideoImporter, TransformDevice {
    private static final int HALF_TURN = 180;

    private final VideoIdentity identity;
    private final List<PixelFormat> inputs;
    private final List<PixelFormat> outputs;
    private final DeviceImports imports;
    private final ReentrantLock engine = new ReentrantLock();
    private @Nullable Work work;
    private volatile boolean gone;

    /** An open device, and what it is set to. */
    private record SetUp(VideoDevice video, Job job, QueueForm reads, QueueForm writes) {}

    /** And the buffers that its driver knows. */
    private record Work(SetUp device, ImportedBuffer source, ImportedBuffer target) {}

    private record Job(ImageLayout from, ImageLayout to, Rotation rotation) {}

    /**
     * Plugs a converter in.
     *
     * @param inputs formats that it reads, the preferred first
     * @param outputs formats that it writes, the preferred first
     * @param buffers that map for it
     */
    Converter(VideoIdentity identity, List<PixelFormat> inputs, List<PixelFormat> outputs, ImportedBuffers buffers) {
        this.identity = identity;
        this.inputs = inputs;
        this.outputs = outputs;
        this.imports = buffers.open(identity.name(), this::letGo);
    }

    @Override
    public VideoIdentity identity() {
        return identity;
    }

    @Override
    public DeviceImports imports() {
        return imports;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public List<PixelFormat> inputFormats() {
        return inputs;
    }

    @Override
    public List<PixelFormat> outputFormats() {
        return outputs;
    }

    /** Converts colours as its driver does; it turns what its driver's controls turn, and says {@link Reason#UNSUPPORTED} else. */
    @Override
    public void transform(Frame source, Frame target, Rotation rotation) {
        Job job = new Job(source.layout(), target.layout(), rotation);
        check(job);
        identity.awaitUsers(source.mapping(), Direction.TO_DEVICE);
        identity.awaitUsers(target.mapping(), Direction.FROM_DEVICE);
        engine.lock();
        try {
            if (gone) {
                throw identity.gone();
            }
            // Under the lock that letting go of them takes: they are the device's until then.
            ImportedBuffer from = imports.of(source.mapping(), Direction.TO_DEVICE);
            ImportedBuffer to = imports.of(target.mapping(), Direction.FROM_DEVICE);
            pass(job, from, to);
        } finally {
            engine.unlock();
        }
    }

    private void pass(Job job, ImportedBuffer from, ImportedBuffer to) {
        boolean done = false;
        try {
            Work now = new Work(opened(job), from, to);
            work = now;
            pass(now);
            done = true;
        } finally {
            if (!done) {
                end();
            }
        }
    }

    private void check(Job job) {
        boolean swaps = job.rotation().swapsExtents();
        int width = swaps ? job.from().height() : job.from().width();
        int height = swaps ? job.from().width() : job.from().height();
        boolean right = inputs.contains(job.from().format())
                && outputs.contains(job.to().format())
                && job.to().width() == width
                && job.to().height() == height;
        if (!right) {
            throw new IllegalArgumentException("a picture is turned and converted, and keeps its size: device=" + name()
                    + " source=" + job.from() + " target=" + job.to() + " rotation="
                    + job.rotation().degrees() + " reads=" + inputs + " writes=" + outputs);
        }
    }

    /** The device, set to a job: as it is where it did the same before. */
    private SetUp opened(Job job) {
        Work before = work;
        if (before != null && before.device().job().equals(job)) {
            return before.device();
        }
        end();
        VideoDevice video = identity.open();
        boolean set = false;
        try {
            turn(video, job.rotation());
            QueueForm reads = FrameForm.set(video, name(), Queue.OUTPUT, job.from());
            QueueForm writes = FrameForm.set(video, name(), Queue.CAPTURE, job.to());
            for (Queue queue : Queue.values()) {
                video.request(queue, 1);
                video.start(queue);
            }
            set = true;
            return new SetUp(video, job, reads, writes);
        } finally {
            if (!set) {
                video.close();
            }
        }
    }

    private void turn(VideoDevice video, Rotation rotation) {
        boolean turns = rotation == Rotation.R0
                || video.set(Control.ROTATION, rotation.degrees())
                || (rotation.degrees() == HALF_TURN
                        && video.set(Control.HORIZONTAL_FLIP, 1)
                        && video.set(Control.VERTICAL_FLIP, 1));
        if (!turns) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a converter turns pictures as its driver can: device=" + name() + " rotation=" + rotation.degrees()
                            + "; take another rotator, see dma:devices");
        }
    }

    private void pass(Work now) {
        VideoDevice video = now.device().video();
        now.device().writes().give(video, 0, now.target());
        now.device().reads().give(video, 0, now.source());
        Done written = awaited(video, Queue.CAPTURE);
        awaited(video, Queue.OUTPUT);
        if (!written.whole()) {
            throw new EntrepotException(
                    Reason.IO, "a device converts without errors: device=" + name() + "; see the kernel's log");
        }
    }

    private Done awaited(VideoDevice video, Queue queue) {
        Optional<Done> done = video.dequeue(queue, identity.longest());
        return done.orElseThrow(() -> identity.late("queue=" + queue));
    }

    /** Its driver forgets a buffer by being closed: it is opened anew for the next picture. */
    private void letGo(ImportedBuffer buffer) {
        engine.lock();
        try {
            Work last = work;
            if (last != null && (last.source().equals(buffer) || last.target().equals(buffer))) {
                end();
            }
        } finally {
            engine.unlock();
        }
    }

    private void end() {
        Work last = work;
        work = null;
        if (last != null) {
            last.device().video().close();
        }
    }

    @Override
    public void leave() {
        gone = true;
        engine.lock();
        try {
            end();
        } finally {
            engine.unlock();
        }
        imports.close();
    }
}
