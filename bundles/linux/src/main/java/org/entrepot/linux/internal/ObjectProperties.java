package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.DrmMode.DrmModeGetBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPropertyLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeObjGetPropertiesLayout;

/** The properties of a plane, a CRTC or a connector by name, as they were when they were read. */
final class ObjectProperties {
    private final CardCalls calls;
    private final int object;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Long> values = new HashMap<>();

    /**
     * Reads them.
     *
     * @param object its number
     * @param type of the header's {@code DRM_MODE_OBJECT}
     */
    ObjectProperties(CardCalls calls, int object, int type) {
        this.calls = calls;
        this.object = object;
        ByteBuffer list = Structure.of(DrmModeObjGetPropertiesLayout.SIZEOF)
                .putInt(DrmModeObjGetPropertiesLayout.OBJ_ID, object)
                .putInt(DrmModeObjGetPropertiesLayout.OBJ_TYPE, type);
        calls.made("MODE_OBJ_GETPROPERTIES", Drm.DRM_IOCTL_MODE_OBJ_GETPROPERTIES, list);
        int count = list.getInt(DrmModeObjGetPropertiesLayout.COUNT_PROPS);
        ByteBuffer properties = Structure.ints(count);
        ByteBuffer set = Structure.of(count * Long.BYTES);
        list.putLong(DrmModeObjGetPropertiesLayout.PROPS_PTR, Structure.address(properties))
                .putLong(DrmModeObjGetPropertiesLayout.PROP_VALUES_PTR, Structure.address(set));
        calls.made("MODE_OBJ_GETPROPERTIES", Drm.DRM_IOCTL_MODE_OBJ_GETPROPERTIES, list, properties, set);
        int told = Math.min(count, list.getInt(DrmModeObjGetPropertiesLayout.COUNT_PROPS));
        for (int i = 0; i < told; i++) {
            String name = name(properties.getInt(i * Integer.BYTES));
            ids.put(name, properties.getInt(i * Integer.BYTES));
            values.put(name, set.getLong(i * Long.BYTES));
        }
    }

    private String name(int property) {
        ByteBuffer data =
                Structure.of(DrmModeGetPropertyLayout.SIZEOF).putInt(DrmModeGetPropertyLayout.PROP_ID, property);
        calls.made("MODE_GETPROPERTY", Drm.DRM_IOCTL_MODE_GETPROPERTY, data);
        return Structure.text(data, DrmModeGetPropertyLayout.NAME, DrmMode.DRM_PROP_NAME_LEN);
    }

    int object() {
        return object;
    }

    /** Whether there is such a property. */
    boolean has(String name) {
        return ids.containsKey(name);
    }

    /** The number of a property that is there. */
    int id(String name) {
        Integer id = ids.get(name);
        if (id == null) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "an atomic driver has the property: node=" + calls.node() + " object=" + object + " property="
                            + name + "; use another card");
        }
        return id;
    }

    /** The value of a property, if there is one. */
    OptionalLong value(String name) {
        Long value = values.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** What a property points at; nothing if there is none. */
    ByteBuffer blob(String name) {
        int blob = (int) value(name).orElse(0);
        ByteBuffer data = Structure.of(DrmModeGetBlobLayout.SIZEOF).putInt(DrmModeGetBlobLayout.BLOB_ID, blob);
        if (blob == 0) {
            return Structure.of(0);
        }
        calls.made("MODE_GETPROPBLOB", Drm.DRM_IOCTL_MODE_GETPROPBLOB, data);
        ByteBuffer content = Structure.of(data.getInt(DrmModeGetBlobLayout.LENGTH));
        data.putLong(DrmModeGetBlobLayout.DATA, Structure.address(content));
        calls.made("MODE_GETPROPBLOB", Drm.DRM_IOCTL_MODE_GETPROPBLOB, data, content);
        return content;
    }
}
