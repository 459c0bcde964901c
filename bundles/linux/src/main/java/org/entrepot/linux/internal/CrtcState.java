package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import org.entrepot.linux.internal.DrmMode.DrmModeCrtcLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeModeinfoLayout;

/** What a CRTC shows, on one connector: to be set, or to be set again. */
final class CrtcState {
    private final ByteBuffer data;
    private final int connector;

    private CrtcState(ByteBuffer data, int connector) {
        this.data = data;
        this.connector = connector;
    }

    /**
     * A picture.
     *
     * @param mode {@code struct drm_mode_modeinfo}
     */
    static CrtcState of(CardRoute route, int picture, ByteBuffer mode) {
        ByteBuffer data = Structure.of(DrmModeCrtcLayout.SIZEOF)
                .putInt(DrmModeCrtcLayout.CRTC_ID, route.crtc())
                .putInt(DrmModeCrtcLayout.FB_ID, picture)
                .putInt(DrmModeCrtcLayout.MODE_VALID, 1)
                .put(DrmModeCrtcLayout.MODE, mode, 0, DrmModeModeinfoLayout.SIZEOF);
        return new CrtcState(data, route.connector());
    }

    /** What is shown now. */
    static CrtcState now(CardCalls calls, CardRoute route) {
        ByteBuffer data = Structure.of(DrmModeCrtcLayout.SIZEOF).putInt(DrmModeCrtcLayout.CRTC_ID, route.crtc());
        calls.made("MODE_GETCRTC", Drm.DRM_IOCTL_MODE_GETCRTC, data);
        return new CrtcState(data, route.connector());
    }

    private boolean isDark() {
        return data.getInt(DrmModeCrtcLayout.MODE_VALID) == 0 || data.getInt(DrmModeCrtcLayout.FB_ID) == 0;
    }

    /** Sets it; 0, or the number of an error. */
    int set(CardCalls calls) {
        ByteBuffer connectors = Structure.array(connector);
        data.putLong(DrmModeCrtcLayout.SET_CONNECTORS_PTR, Structure.address(connectors))
                .putInt(DrmModeCrtcLayout.COUNT_CONNECTORS, 1);
        return calls.tried(Drm.DRM_IOCTL_MODE_SETCRTC, data, connectors);
    }

    /** Shows it again; goes dark if it was, or if its picture is no more. */
    void restore(CardCalls calls) {
        if (isDark() || set(calls) != 0) {
            ByteBuffer dark = Structure.of(DrmModeCrtcLayout.SIZEOF)
                    .putInt(DrmModeCrtcLayout.CRTC_ID, data.getInt(DrmModeCrtcLayout.CRTC_ID));
            calls.undo("MODE_SETCRTC", Drm.DRM_IOCTL_MODE_SETCRTC, dark);
        }
    }

    /** Which picture on which CRTC, and in which mode if any. */
    @Override
    public String toString() {
        String shown = "picture=" + data.getInt(DrmModeCrtcLayout.FB_ID) + " mode="
                + RawConnector.mode(data.slice(DrmModeCrtcLayout.MODE, DrmModeModeinfoLayout.SIZEOF)
                        .order(data.order()));
        return "crtc=" + data.getInt(DrmModeCrtcLayout.CRTC_ID) + " " + (isDark() ? "dark" : shown);
    }
}
