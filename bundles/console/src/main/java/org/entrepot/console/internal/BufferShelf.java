package org.entrepot.console.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;

/** What this console holds: buffers it allocated, attachments and mappings it made. */
final class BufferShelf {
    private final ControlPlane control;
    private final Map<Long, DmaBuf> buffers = new TreeMap<>();
    private final Map<String, Attachment> attachments = new TreeMap<>();
    private final Map<String, DeviceMapping> mappings = new TreeMap<>();

    BufferShelf(ControlPlane control) {
        this.control = control;
    }

    synchronized void add(DmaBuf buffer) {
        buffers.put(buffer.id(), buffer);
    }

    /** A buffer of this console. */
    synchronized DmaBuf own(long id) {
        DmaBuf buffer = buffers.get(id);
        if (buffer == null) {
            throw new EntrepotException(
                    Reason.UNKNOWN,
                    "a buffer is freed and filled by the console that holds it: buffer=" + id + "; this one holds "
                            + new TreeSet<>(buffers.keySet()) + ", see dma:buffers");
        }
        return buffer;
    }

    synchronized void free(long id) {
        DmaBuf buffer = own(id);
        attachments.keySet().stream()
                .filter(key -> key.startsWith(id + " "))
                .toList()
                .forEach(this::close);
        buffers.remove(id);
        buffer.close();
    }

    synchronized Views.Attached attach(long id, String device) {
        try (DmaBuf buffer = control.open(id)) {
            String from = buffer.exporter();
            long moves = buffer.moves();
            Attachment attachment = attachments.computeIfAbsent(key(id, device), key -> buffer.attach(device));
            return new Views.Attached(attachment, from, buffer.exporter(), buffer.moves() - moves, buffer.size());
        }
    }

    synchronized DeviceMapping map(long id, String device, Direction direction) {
        DeviceMapping made = attach(id, device).attachment().map(direction);
        DeviceMapping before = mappings.put(key(id, device), made);
        if (before != null) {
            before.close();
        }
        return made;
    }

    synchronized void unmap(long id, String device) {
        DeviceMapping mapping = mappings.remove(key(id, device));
        if (mapping == null) {
            throw missing("mapped", id, device);
        }
        mapping.close();
    }

    synchronized void detach(long id, String device) {
        if (!attachments.containsKey(key(id, device))) {
            throw missing("attached", id, device);
        }
        close(key(id, device));
    }

    private void close(String key) {
        DeviceMapping mapping = mappings.remove(key);
        if (mapping != null) {
            mapping.close();
        }
        Attachment attachment = attachments.remove(key);
        if (attachment != null) {
            attachment.close();
        }
    }

    private static EntrepotException missing(String what, long id, String device) {
        return new EntrepotException(
                Reason.UNKNOWN,
                "this console undoes what it did: buffer=" + id + " device=" + device + " is not " + what
                        + " by it; see dma:buffers");
    }

    private static String key(long id, String device) {
        return id + " " + device;
    }

    synchronized void clear() {
        mappings.values().forEach(DeviceMapping::close);
        attachments.values().forEach(Attachment::close);
        buffers.values().forEach(DmaBuf::close);
        mappings.clear();
        attachments.clear();
        buffers.clear();
    }
}
