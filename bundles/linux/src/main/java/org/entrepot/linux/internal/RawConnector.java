package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.internal.DrmMode.DrmModeGetConnectorLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeModeinfoLayout;

/**
 * A connector as the kernel tells it.
 *
 * @param id its number
 * @param type of {@code DRM_MODE_CONNECTOR}
 * @param number among those of its type
 * @param connected whether a display is there
 * @param encoder that feeds it now; 0 if none does
 * @param encoders that could
 * @param modes of the display, each {@code struct drm_mode_modeinfo}
 */
record RawConnector(
        int id, int type, int number, boolean connected, int encoder, List<Integer> encoders, List<ByteBuffer> modes) {
    /** {@code connector_status_connected}; libdrm's {@code DRM_MODE_CONNECTED}. */
    private static final int CONNECTED = 1;
    /** The display may change between two calls. */
    private static final int MOST_TRIES = 4;

    /** Asks the driver, which asks the display if this process drives the card. */
    static RawConnector of(CardCalls calls, int id) {
        ByteBuffer data = Structure.of(DrmModeGetConnectorLayout.SIZEOF);
        data.putInt(DrmModeGetConnectorLayout.CONNECTOR_ID, id);
        calls.made("MODE_GETCONNECTOR", Drm.DRM_IOCTL_MODE_GETCONNECTOR, data);
        for (int tries = 0; true; tries++) {
            int modes = data.getInt(DrmModeGetConnectorLayout.COUNT_MODES);
            int encoders = data.getInt(DrmModeGetConnectorLayout.COUNT_ENCODERS);
            // Room for one mode at least: to ask for none is to have the display asked once more.
            ByteBuffer modesRead = Structure.of(Math.max(1, modes) * DrmModeModeinfoLayout.SIZEOF);
            ByteBuffer encodersRead = Structure.ints(encoders);
            data.putInt(DrmModeGetConnectorLayout.COUNT_MODES, Math.max(1, modes))
                    .putInt(DrmModeGetConnectorLayout.COUNT_PROPS, 0)
                    .putLong(DrmModeGetConnectorLayout.MODES_PTR, Structure.address(modesRead))
                    .putLong(DrmModeGetConnectorLayout.ENCODERS_PTR, Structure.address(encodersRead));
            calls.made("MODE_GETCONNECTOR", Drm.DRM_IOCTL_MODE_GETCONNECTOR, data, modesRead, encodersRead);
            boolean whole = data.getInt(DrmModeGetConnectorLayout.COUNT_MODES) <= Math.max(1, modes)
                    && data.getInt(DrmModeGetConnectorLayout.COUNT_ENCODERS) <= encoders;
            if (whole || tries == MOST_TRIES) {
                return read(data, modesRead, encodersRead);
            }
        }
    }

    private static RawConnector read(ByteBuffer data, ByteBuffer modesRead, ByteBuffer encodersRead) {
        int room = modesRead.capacity() / DrmModeModeinfoLayout.SIZEOF;
        List<ByteBuffer> modes = new ArrayList<>();
        for (int i = 0; i < Math.min(room, data.getInt(DrmModeGetConnectorLayout.COUNT_MODES)); i++) {
            modes.add(Structure.of(DrmModeModeinfoLayout.SIZEOF)
                    .put(0, modesRead, i * DrmModeModeinfoLayout.SIZEOF, DrmModeModeinfoLayout.SIZEOF));
        }
        modes.sort((one, other) -> Boolean.compare(isPreferred(other), isPreferred(one)));
        return new RawConnector(
                data.getInt(DrmModeGetConnectorLayout.CONNECTOR_ID),
                data.getInt(DrmModeGetConnectorLayout.CONNECTOR_TYPE),
                data.getInt(DrmModeGetConnectorLayout.CONNECTOR_TYPE_ID),
                data.getInt(DrmModeGetConnectorLayout.CONNECTION) == CONNECTED,
                data.getInt(DrmModeGetConnectorLayout.ENCODER_ID),
                Structure.values(encodersRead, data.getInt(DrmModeGetConnectorLayout.COUNT_ENCODERS)),
                modes);
    }

    private static boolean isPreferred(ByteBuffer mode) {
        return (mode.getInt(DrmModeModeinfoLayout.TYPE) & DrmMode.DRM_MODE_TYPE_PREFERRED) != 0;
    }

    /** A mode for people. */
    static Mode mode(ByteBuffer raw) {
        return new Mode(
                Structure.text(raw, DrmModeModeinfoLayout.NAME, DrmMode.DRM_DISPLAY_MODE_LEN),
                Short.toUnsignedInt(raw.getShort(DrmModeModeinfoLayout.HDISPLAY)),
                Short.toUnsignedInt(raw.getShort(DrmModeModeinfoLayout.VDISPLAY)),
                raw.getInt(DrmModeModeinfoLayout.VREFRESH));
    }
}
