package org.entrepot.device.v4l2.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CapturedFrame;
import org.entrepot.device.FrameRate;
import org.entrepot.device.v4l2.internal.Places.Place;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Control;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;

/** A camera that is streaming. */
final class CameraStream implements CaptureStream {
    private final VideoIdentity identity;
    private final VideoDevice video;
    private final Picture picture;
    private final int least;
    private final HeldDevice held;

    private final StreamQueue queue;
    /** How often it was started when a picture was numbered last. */
    private long counted;
    /** What is added to the driver's numbers, which begin anew when the queue does; and the least number of the next picture. */
    private long first;

    private long next;

    /**
     * Streams from an open device, which is the stream's from now on.
     *
     * @param whenClosed run once
     */
    CameraStream(
            VideoIdentity identity, DeviceImports imports, VideoDevice video, Picture picture, Runnable whenClosed) {
        this.identity = identity;
        this.video = video;
        this.picture = picture;
        this.queue = new StreamQueue(identity, video, Queue.CAPTURE);
        this.held = new HeldDevice(identity, imports, video, whenClosed);
        this.least = video.control(Control.LEAST_CAPTURE_BUFFERS).orElse(1);
    }

    @Override
    public int width() {
        return picture.width();
    }

    @Override
    public int height() {
        return picture.height();
    }

    @Override
    public List<PixelFormat> formats() {
        return picture.formats();
    }

    @Override
    public FrameRate rate() {
        return picture.rate();
    }

    @Override
    public String source() {
        return identity.node() + " (" + video.identity().card() + ")";
    }

    @Override
    public int ahead() {
        return Math.min(Math.max(1, least), identity.buffers() - 1);
    }

    @Override
    public void prepare(DeviceMapping target, ImageLayout wanted) {
        identity.awaitUsers(target, Direction.FROM_DEVICE);
        held.on(target, Direction.FROM_DEVICE, buffer -> handed(buffer, wanted));
    }

    @Override
    public CapturedFrame capture(DeviceMapping target, ImageLayout wanted) {
        identity.awaitUsers(target, Direction.FROM_DEVICE);
        return held.on(target, Direction.FROM_DEVICE, buffer -> {
                    Place place = handed(buffer, wanted);
                    queue.start();
                    return await(place, target, wanted);
                })
                .orElseThrow(identity::unmapped);
    }

    /** Nothing to do: the driver counts the pictures for which it has no buffer. */
    @Override
    public void skip() {
        held.during(() -> next);
    }

    /** The place of a buffer at the device, which gets it if it has it not. */
    private Place handed(ImportedBuffer buffer, ImageLayout wanted) {
        return queue.place(buffer).orElseGet(() -> {
            picture.check(identity.name(), wanted, buffer.bytes());
            queue.setUp(wanted);
            return queue.give(buffer);
        });
    }

    /** Waits until the device is done with a place; nothing if the buffer was taken away meanwhile. */
    private Optional<CapturedFrame> await(Place place, DeviceMapping target, ImageLayout wanted) {
        long deadline = System.nanoTime() + identity.longest().toNanos();
        while (!place.isDone()) {
            if (System.nanoTime() - deadline >= 0) {
                queue.withdraw(place.buffer());
                throw identity.late("size=" + wanted + " buffer=" + target.buffer());
            }
            collect(wanted);
            held.letOthersIn();
            if (!place.isBusy()) {
                return Optional.empty();
            }
        }
        Done done = queue.fetched(place);
        return Optional.of(new CapturedFrame(done.sequence(), done.timestampNanos(), OptionalLong.empty()));
    }

    /** Takes a picture over that is there within a slice. One that is damaged is lost, and its buffer goes back to the device. */
    private void collect(ImageLayout wanted) {
        Optional<Done> some = video.dequeue(Queue.CAPTURE, HeldDevice.SLICE);
        if (some.isPresent()) {
            Done done = numbered(some.get());
            Place place = queue.done(done);
            if (!done.whole() || done.bytes() < Picture.bytes(wanted)) {
                queue.fetched(place);
                queue.giveAgain(place);
            }
        }
    }

    /** With its number since the stream began. Some drivers (vivid) give two pictures the same. */
    private Done numbered(Done done) {
        if (queue.starts() != counted) {
            counted = queue.starts();
            first = next;
        }
        long number = Math.max(next, first + done.sequence());
        first = number - done.sequence();
        next = number + 1;
        return new Done(done.index(), done.bytes(), number, done.timestampNanos(), done.whole(), done.last());
    }

    /** A buffer is being unmapped: when this returns the device writes to it no more. */
    void letGo(ImportedBuffer buffer) {
        held.letGo(() -> queue.letGo(buffer));
    }

    /** The device is gone. */
    void leave() {
        held.leave();
    }

    @Override
    public void close() {
        held.close();
    }
}
