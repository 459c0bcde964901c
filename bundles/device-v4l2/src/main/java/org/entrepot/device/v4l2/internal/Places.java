package org.entrepot.device.v4l2.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.ImageLayout;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.jspecify.annotations.Nullable;

/**
 * The places for buffers that a queue has. A driver keeps what was last in a place until another comes there, and knows it again, so that
 * a buffer is given its former place where that is free; and one of a buffer that is gone rather than one that may come again.
 * For one thread at a time.
 */
final class Places {
    private final @Nullable QueueForm form;
    private final List<Place> all = new ArrayList<>();
    private final Deque<Place> withDevice = new ArrayDeque<>();

    /** None, of a queue that is not set to anything. */
    Places() {
        this.form = null;
    }

    /** The places of a queue that is set to something. */
    Places(QueueForm form, int count) {
        this.form = form;
        for (int i = 0; i < count; i++) {
            all.add(new Place(i));
        }
    }

    /** Whether there are any. */
    boolean areAny() {
        return form != null;
    }

    /** Whether pictures of a layout go there. */
    boolean areFor(ImageLayout layout) {
        return form != null && form.layout().equals(layout);
    }

    /** What the device got last, of what it has. */
    Optional<Place> last() {
        return Optional.ofNullable(withDevice.peekLast());
    }

    /** A place for a buffer. */
    static final class Place {
        private final int index;
        private @Nullable ImportedBuffer buffer;
        private @Nullable Done done;
        private long inode;
        private boolean busy;

        Place(int index) {
            this.index = index;
        }

        int index() {
            return index;
        }

        /** What is in it and with the device, or done and not yet fetched. */
        ImportedBuffer buffer() {
            ImportedBuffer known = buffer;
            if (known == null) {
                throw new IllegalStateException("a place has a buffer: index=" + index);
            }
            return known;
        }

        boolean has(ImportedBuffer wanted) {
            return wanted.equals(buffer);
        }

        boolean isDone() {
            return done != null;
        }

        boolean isBusy() {
            return busy;
        }
    }

    /** The place of a buffer that is with the device, or done. */
    Optional<Place> of(ImportedBuffer buffer) {
        return all.stream()
                .filter(place -> place.busy && buffer.equals(place.buffer))
                .findFirst();
    }

    /** A free place for a buffer: its own, an unused one, that of a buffer that is gone, any. */
    Place free(ImportedBuffer buffer, String device) {
        return all.stream()
                .filter(place -> !place.busy)
                .min((a, b) -> Integer.compare(rank(a, buffer), rank(b, buffer)))
                .orElseThrow(() -> new IllegalStateException("a device has places for what it is handed: device="
                        + device + " buffers=" + all.size() + "; capture what was prepared, or raise buffers"));
    }

    private static int rank(Place place, ImportedBuffer buffer) {
        if (place.inode == buffer.inode()) {
            return 0;
        }
        return place.buffer == null ? 1 : 2;
    }

    /** Hands a buffer to the device, in a place that is free. */
    void give(VideoDevice video, Place place, ImportedBuffer buffer) {
        if (form == null) {
            throw new IllegalStateException("a queue that has places is set to something: index=" + place.index);
        }
        form.give(video, place.index, buffer);
        place.buffer = buffer;
        place.inode = buffer.inode();
        place.busy = true;
        withDevice.add(place);
    }

    /** The device is done with what is in a place. */
    Place done(Done done) {
        Place place = all.get(done.index());
        withDevice.remove(place);
        place.done = done;
        return place;
    }

    /** What the device did, once; its place is free. */
    Done fetched(Place place) {
        Done done = place.done;
        if (done == null) {
            throw new IllegalStateException("the device is done with a place: index=" + place.index);
        }
        place.done = null;
        place.busy = false;
        return done;
    }

    /** The device has nothing any more: what it had, in the order in which it got it. */
    List<Place> returned() {
        List<Place> had = List.copyOf(withDevice);
        withDevice.clear();
        had.forEach(place -> place.busy = false);
        return had;
    }

    /** A buffer is unmapped: if it comes again it is another. */
    void forget(ImportedBuffer buffer) {
        for (Place place : all) {
            if (buffer.equals(place.buffer)) {
                place.buffer = null;
                place.done = null;
                place.busy = false;
            }
        }
    }
}
