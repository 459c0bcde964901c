package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.device.v4l2.internal.Places.Place;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An output at work. A driver is done with a picture when it was put out, or when the next is: so a picture has come to be shown when the device has
 * given back that one or the one before.
 */
final class OutputStream implements DisplayOutput {
    private final VideoIdentity identity;
    private final VideoDevice video;
    private final HeldDevice held;

    private @Nullable ImageLayout layout;
    private Places places = new Places();
    private boolean started;

    /**
     * Puts out by an open device, which is the stream's from now on.
     *
     * @param whenClosed run once
     */
    OutputStream(VideoIdentity identity, DeviceImports imports, VideoDevice video, Runnable whenClosed) {
        this.identity = identity;
        this.video = video;
        this.held = new HeldDevice(identity, imports, video, whenClosed);
    }

    @Override
    public OptionalLong scanOut(DeviceMapping source, ImageLayout wanted) {
        identity.awaitUsers(source, Direction.TO_DEVICE);
        boolean shown = held.on(source, Direction.TO_DEVICE, buffer -> {
            setUp(wanted);
            return await(source, give(buffer));
        });
        if (!shown) {
            throw identity.unmapped();
        }
        return OptionalLong.empty();
    }

    private void setUp(ImageLayout wanted) {
        if (wanted.equals(layout)) {
            return;
        }
        if (layout != null) {
            halt();
            video.request(Queue.OUTPUT, 0);
            layout = null;
        }
        QueueForm form = FrameForm.set(video, identity.name(), Queue.OUTPUT, wanted);
        places = new Places(form, video.request(Queue.OUTPUT, identity.buffers()));
        layout = wanted;
    }

    /** Whether the device begins with it: it has no other. */
    private boolean give(ImportedBuffer buffer) {
        if (places.of(buffer).isPresent()) {
            // The same picture again: the device takes it anew.
            halt();
        }
        Place place = places.free(buffer, identity.name());
        places.give(video, place, buffer);
        if (started) {
            return false;
        }
        video.start(Queue.OUTPUT);
        started = true;
        return true;
    }

    /** Waits until the device has given one back; false if it was taken away meanwhile. Of the first it may give back none before it has a second. */
    private boolean await(DeviceMapping source, boolean begins) {
        long longest = (begins ? HeldDevice.SLICE : identity.longest()).toNanos();
        long deadline = System.nanoTime() + longest;
        while (!isOneBack()) {
            if (System.nanoTime() - deadline >= 0) {
                if (begins) {
                    return true;
                }
                halt();
                throw identity.late("buffer=" + source.buffer());
            }
            held.letOthersIn();
            if (!started) {
                return false;
            }
        }
        return true;
    }

    private boolean isOneBack() {
        Optional<Done> done = video.dequeue(Queue.OUTPUT, HeldDevice.SLICE);
        done.ifPresent(each -> places.fetched(places.done(each)));
        return done.isPresent();
    }

    /** Stops the device: nothing is with it any more, and what it puts out is its own affair. */
    private void halt() {
        started = false;
        video.stop(Queue.OUTPUT);
        places.returned();
    }

    /** A buffer is being unmapped: when this returns the device reads it no more. */
    void letGo(ImportedBuffer buffer) {
        held.letGo(() -> {
            if (places.of(buffer).isPresent()) {
                halt();
            }
            places.forget(buffer);
        });
    }

    /** The device is gone. */
    void leave() {
        held.leave();
    }

    @Override
    public Optional<Path> screenshot(String name) {
        return Optional.empty();
    }

    @Override
    public void close() {
        held.close();
    }
}
