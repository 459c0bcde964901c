package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.device.v4l2.internal.Places.Place;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;

/**
 * An output at work. A driver is done with a picture when it was put out, or when the next is: so a picture has come to be shown
 * when the device has given back that one or the one before.
 */
final class OutputStream implements DisplayOutput {
    private final VideoIdentity identity;
    private final VideoDevice video;
    private final HeldDevice held;
    private final StreamQueue queue;

    /**
     * Puts out by an open device, which is the stream's from now on.
     *
     * @param whenClosed run once
     */
    OutputStream(VideoIdentity identity, DeviceImports imports, VideoDevice video, Runnable whenClosed) {
        this.identity = identity;
        this.video = video;
        this.queue = new StreamQueue(identity, video, Queue.OUTPUT);
        this.held = new HeldDevice(identity, imports, video, whenClosed);
    }

    @Override
    public OptionalLong scanOut(DeviceMapping source, ImageLayout wanted) {
        identity.awaitUsers(source, Direction.TO_DEVICE);
        boolean shown = held.on(source, Direction.TO_DEVICE, buffer -> {
            queue.setUp(wanted);
            return isShown(buffer);
        });
        if (!shown) {
            throw identity.unmapped();
        }
        return OptionalLong.empty();
    }

    /** Hands a picture over and waits until it is shown; false if it was taken away meanwhile. */
    private boolean isShown(ImportedBuffer buffer) {
        if (queue.runs()) {
            takeBack(Duration.ZERO);
        }
        if (queue.place(buffer).isPresent()) {
            // The same picture again: the device takes it anew.
            queue.halt();
        }
        Optional<Place> before = queue.last();
        Place place = queue.give(buffer);
        queue.start();
        await(place, before);
        return place.has(buffer);
    }

    /** Waits until the device has given it back, or the one before it. Alone it may be kept until the next comes. */
    private void await(Place place, Optional<Place> before) {
        Duration longest = before.isEmpty() ? HeldDevice.SLICE : identity.longest();
        long deadline = System.nanoTime() + longest.toNanos();
        while (place.isBusy() && before.map(Place::isBusy).orElse(true)) {
            if (System.nanoTime() - deadline < 0) {
                takeBack(HeldDevice.SLICE);
                held.letOthersIn();
            } else if (before.isEmpty()) {
                return;
            } else {
                queue.halt();
                throw identity.late("queue=OUTPUT");
            }
        }
    }

    /** Takes all back with which the device is done. */
    private void takeBack(Duration longest) {
        boolean whole = true;
        Optional<Done> some = video.dequeue(Queue.OUTPUT, longest);
        while (some.isPresent()) {
            whole &= queue.fetched(queue.done(some.get())).whole();
            some = video.dequeue(Queue.OUTPUT, Duration.ZERO);
        }
        if (!whole) {
            throw new EntrepotException(
                    Reason.IO,
                    "a device puts pictures out without errors: device=" + identity.name() + "; see the kernel's log");
        }
    }

    /** A buffer is being unmapped: when this returns the device reads it no more. Others that it has are put out all the same. */
    void letGo(ImportedBuffer buffer) {
        held.letGo(() -> queue.letGo(buffer));
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
