package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.linux.internal.DrmMode.DrmModeAtomicLayout;

/** Changes that are made together ({@code DRM_IOCTL_MODE_ATOMIC}). */
final class AtomicRequest {
    private record Change(int property, long value) {}

    private final Map<Integer, List<Change>> changes = new LinkedHashMap<>();

    /** Adds a change of a property that is there. */
    AtomicRequest set(ObjectProperties object, String property, long value) {
        changes.computeIfAbsent(object.object(), id -> new ArrayList<>()).add(new Change(object.id(property), value));
        return this;
    }

    /**
     * Makes the changes, or tries them; 0, or the number of an error.
     *
     * @param userData that an event will carry
     * @param pointedAt by values
     */
    int tried(CardCalls calls, int flags, long userData, ByteBuffer... pointedAt) {
        List<Change> all = changes.values().stream().flatMap(List::stream).toList();
        ByteBuffer objects = Structure.ints(changes.size());
        ByteBuffer counts = Structure.ints(changes.size());
        changes.forEach((object, some) -> {
            objects.putInt(object);
            counts.putInt(some.size());
        });
        ByteBuffer properties = Structure.ints(all.size());
        ByteBuffer values = Structure.of(all.size() * Long.BYTES);
        all.forEach(change -> {
            properties.putInt(change.property());
            values.putLong(change.value());
        });
        ByteBuffer data = Structure.of(DrmModeAtomicLayout.SIZEOF)
                .putInt(DrmModeAtomicLayout.FLAGS, flags)
                .putInt(DrmModeAtomicLayout.COUNT_OBJS, changes.size())
                .putLong(DrmModeAtomicLayout.OBJS_PTR, Structure.address(objects))
                .putLong(DrmModeAtomicLayout.COUNT_PROPS_PTR, Structure.address(counts))
                .putLong(DrmModeAtomicLayout.PROPS_PTR, Structure.address(properties))
                .putLong(DrmModeAtomicLayout.PROP_VALUES_PTR, Structure.address(values))
                .putLong(DrmModeAtomicLayout.USER_DATA, userData);
        return calls.tried(Drm.DRM_IOCTL_MODE_ATOMIC, data, together(pointedAt, objects, counts, properties, values));
    }

    private static ByteBuffer[] together(ByteBuffer[] some, ByteBuffer... more) {
        List<ByteBuffer> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(ByteBuffer[]::new);
    }
}
