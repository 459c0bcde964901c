package org.entrepot.device.v4l2.internal;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.ImageLayout;
import org.entrepot.device.v4l2.internal.Places.Place;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Queue;

/** The queue of a stream: what it is set to, where its buffers are, and whether it runs. For who holds the device. */
final class StreamQueue {
    private final VideoIdentity identity;
    private final VideoDevice video;
    private final Queue queue;

    private Places places = new Places();
    private boolean runs;
    private long starts;

    /** A queue that is not set to anything, and does not run. */
    StreamQueue(VideoIdentity identity, VideoDevice video, Queue queue) {
        this.identity = identity;
        this.video = video;
        this.queue = queue;
    }

    /** Sets it to a layout, unless it is: what it had before is nobody's then. */
    void setUp(ImageLayout wanted) {
        if (places.areFor(wanted)) {
            return;
        }
        if (places.areAny()) {
            halt();
            video.request(queue, 0);
            places = new Places();
        }
        QueueForm form = FrameForm.set(video, identity.name(), queue, wanted);
        places = new Places(form, video.request(queue, identity.buffers()));
    }

    /** The place of a buffer that is with the device, or done and not yet fetched. */
    Optional<Place> place(ImportedBuffer buffer) {
        return places.of(buffer);
    }

    /** What the device got last, of what it has. */
    Optional<Place> last() {
        return places.last();
    }

    /** Hands a buffer over. */
    Place give(ImportedBuffer buffer) {
        Place place = places.free(buffer, identity.name());
        places.give(video, place, buffer);
        return place;
    }

    /** Hands over again what is done with. */
    void giveAgain(Place place) {
        places.give(video, place, place.buffer());
    }

    /** Starts it, unless it runs. */
    void start() {
        if (!runs) {
            video.start(queue);
            runs = true;
            starts++;
        }
    }

    boolean runs() {
        return runs;
    }

    /** How often it was started: a driver counts anew each time. */
    long starts() {
        return starts;
    }

    /** The device is done with what is in a place. */
    Place done(Done done) {
        return places.done(done);
    }

    /** What the device did, once; its place is free. */
    Done fetched(Place place) {
        return places.fetched(place);
    }

    /** Stops it: nothing is with the device any more. */
    List<Place> halt() {
        runs = false;
        video.stop(queue);
        return places.returned();
    }

    /** Takes a buffer away from the device: all are returned, and the others handed over again. Without others it does not run. */
    void withdraw(ImportedBuffer buffer) {
        boolean goesOn = runs;
        for (Place place : halt()) {
            if (!place.buffer().equals(buffer)) {
                giveAgain(place);
            }
        }
        if (goesOn && places.last().isPresent()) {
            start();
        }
    }

    /** A buffer is being unmapped: when this returns the device uses it no more. */
    void letGo(ImportedBuffer buffer) {
        if (places.of(buffer).filter(place -> !place.isDone()).isPresent()) {
            withdraw(buffer);
        }
        places.forget(buffer);
    }
}
