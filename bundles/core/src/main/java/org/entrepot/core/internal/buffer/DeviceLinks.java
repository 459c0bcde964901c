package org.entrepot.core.internal.buffer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.entrepot.api.Orientation;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.selection.Participant;
import org.jspecify.annotations.Nullable;

/** What binds one buffer to devices, and the lock under which it is mapped. Made when the first device is attached. */
final class DeviceLinks {
    /**
     * Which of a device's views of the buffer is meant.
     *
     * @param device its name
     * @param orientation in which it sees the image
     */
    private record View(String device, Orientation orientation) {}

    private final Buffer buffer;
    private final ReentrantLock reservation = new ReentrantLock();
    private final Map<View, DeviceLink> links = new ConcurrentHashMap<>();
    private final Queue<DeviceLink> retired = new ConcurrentLinkedQueue<>();

    DeviceLinks(Buffer buffer) {
        this.buffer = buffer;
    }

    /** The lock under which the buffer is mapped and unmapped. */
    ReentrantLock reservation() {
        return reservation;
    }

    /**
     * What binds the buffer to a device in an orientation: made when the device is attached first, and again when another device of the same
     * name, or another mapper, has taken its place. Two threads may make one each; the second finds the first's.
     */
    DeviceLink link(Device device, Orientation orientation, Supplier<Participant> participant) {
        View view = new View(device.name(), orientation);
        DeviceLink known = links.get(view);
        if (known != null && known.isUsableFor(device)) {
            return known;
        }
        DeviceLink made = DeviceLink.negotiate(buffer, participant.get());
        return links.compute(view, (name, now) -> now == known ? replace(now, made) : current(now, made));
    }

    private DeviceLink replace(@Nullable DeviceLink old, DeviceLink made) {
        if (old != null) {
            retired.add(old);
        }
        return made;
    }

    private static DeviceLink current(@Nullable DeviceLink now, DeviceLink made) {
        return now == null ? made : now;
    }

    /** Unmaps all that is mapped: the buffer ends. */
    void close() {
        links.values().forEach(DeviceLink::close);
        retired.forEach(DeviceLink::close);
    }

    /** The devices that are attached now. */
    List<AttachmentStatus> statuses() {
        return links.values().stream()
                .filter(DeviceLink::isAttached)
                .map(DeviceLink::status)
                .sorted(Comparator.comparing(AttachmentStatus::device).thenComparing(AttachmentStatus::orientation))
                .toList();
    }
}
