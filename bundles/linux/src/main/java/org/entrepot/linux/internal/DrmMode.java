package org.entrepot.linux.internal;

/** {@code <drm/drm_mode.h>}: what a display shows, and how. A name that ends in {@code _PTR} is the address of an array. */
final class DrmMode {
    static final int DRM_DISPLAY_MODE_LEN = 32;
    static final int DRM_PROP_NAME_LEN = 32;
    static final int DRM_MODE_FB_MODIFIERS = 2;
    static final int DRM_MODE_PAGE_FLIP_EVENT = 0x01;
    static final int DRM_MODE_ATOMIC_TEST_ONLY = 0x0100;
    static final int DRM_MODE_ATOMIC_NONBLOCK = 0x0200;
    static final int DRM_MODE_ATOMIC_ALLOW_MODESET = 0x0400;
    static final int DRM_MODE_OBJECT_CRTC = 0xcccccccc;
    static final int DRM_MODE_OBJECT_CONNECTOR = 0xc0c0c0c0;
    static final int DRM_MODE_OBJECT_PLANE = 0xeeeeeeee;
    static final int DRM_MODE_TYPE_PREFERRED = 8;

    private DrmMode() {}

    /** {@code struct drm_mode_modeinfo}. */
    static final class DrmModeModeinfoLayout {
        static final int SIZEOF = 68;
        static final int CLOCK = 0;
        static final int HDISPLAY = 4;
        static final int VDISPLAY = 14;
        static final int VREFRESH = 24;
        static final int FLAGS = 28;
        static final int TYPE = 32;
        static final int NAME = 36;

        private DrmModeModeinfoLayout() {}
    }

    /** {@code struct drm_mode_card_res}. */
    static final class DrmModeCardResLayout {
        static final int SIZEOF = 64;
        static final int FB_ID_PTR = 0;
        static final int CRTC_ID_PTR = 8;
        static final int CONNECTOR_ID_PTR = 16;
        static final int ENCODER_ID_PTR = 24;
        static final int COUNT_FBS = 32;
        static final int COUNT_CRTCS = 36;
        static final int COUNT_CONNECTORS = 40;
        static final int COUNT_ENCODERS = 44;
        static final int MIN_WIDTH = 48;
        static final int MAX_WIDTH = 52;
        static final int MIN_HEIGHT = 56;
        static final int MAX_HEIGHT = 60;

        private DrmModeCardResLayout() {}
    }

    /** {@code struct drm_mode_crtc}: what a CRTC shows, and on which connectors. */
    static final class DrmModeCrtcLayout {
        static final int SIZEOF = 104;
        static final int SET_CONNECTORS_PTR = 0;
        static final int COUNT_CONNECTORS = 8;
        static final int CRTC_ID = 12;
        static final int FB_ID = 16;
        static final int X = 20;
        static final int Y = 24;
        static final int MODE_VALID = 32;
        static final int MODE = 36;

        private DrmModeCrtcLayout() {}
    }

    /** {@code struct drm_mode_crtc_page_flip}. */
    static final class DrmModeCrtcPageFlipLayout {
        static final int SIZEOF = 24;
        static final int CRTC_ID = 0;
        static final int FB_ID = 4;
        static final int FLAGS = 8;
        static final int USER_DATA = 16;

        private DrmModeCrtcPageFlipLayout() {}
    }

    /** {@code struct drm_mode_get_encoder}. */
    static final class DrmModeGetEncoderLayout {
        static final int SIZEOF = 20;
        static final int ENCODER_ID = 0;
        static final int CRTC_ID = 8;
        static final int POSSIBLE_CRTCS = 12;

        private DrmModeGetEncoderLayout() {}
    }

    /** {@code struct drm_mode_get_connector}. */
    static final class DrmModeGetConnectorLayout {
        static final int SIZEOF = 80;
        static final int ENCODERS_PTR = 0;
        static final int MODES_PTR = 8;
        static final int PROPS_PTR = 16;
        static final int PROP_VALUES_PTR = 24;
        static final int COUNT_MODES = 32;
        static final int COUNT_PROPS = 36;
        static final int COUNT_ENCODERS = 40;
        static final int ENCODER_ID = 44;
        static final int CONNECTOR_ID = 48;
        static final int CONNECTOR_TYPE = 52;
        static final int CONNECTOR_TYPE_ID = 56;
        static final int CONNECTION = 60;
        static final int MM_WIDTH = 64;
        static final int MM_HEIGHT = 68;

        private DrmModeGetConnectorLayout() {}
    }

    /** {@code struct drm_mode_get_plane_res}. */
    static final class DrmModeGetPlaneResLayout {
        static final int SIZEOF = 16;
        static final int PLANE_ID_PTR = 0;
        static final int COUNT_PLANES = 8;

        private DrmModeGetPlaneResLayout() {}
    }

    /** {@code struct drm_mode_get_plane}. */
    static final class DrmModeGetPlaneLayout {
        static final int SIZEOF = 32;
        static final int PLANE_ID = 0;
        static final int CRTC_ID = 4;
        static final int FB_ID = 8;
        static final int POSSIBLE_CRTCS = 12;
        static final int COUNT_FORMAT_TYPES = 20;
        static final int FORMAT_TYPE_PTR = 24;

        private DrmModeGetPlaneLayout() {}
    }

    /** {@code struct drm_mode_obj_get_properties}. */
    static final class DrmModeObjGetPropertiesLayout {
        static final int SIZEOF = 32;
        static final int PROPS_PTR = 0;
        static final int PROP_VALUES_PTR = 8;
        static final int COUNT_PROPS = 16;
        static final int OBJ_ID = 20;
        static final int OBJ_TYPE = 24;

        private DrmModeObjGetPropertiesLayout() {}
    }

    /** {@code struct drm_mode_get_property}. */
    static final class DrmModeGetPropertyLayout {
        static final int SIZEOF = 64;
        static final int VALUES_PTR = 0;
        static final int ENUM_BLOB_PTR = 8;
        static final int PROP_ID = 16;
        static final int FLAGS = 20;
        static final int NAME = 24;
        static final int COUNT_VALUES = 56;
        static final int COUNT_ENUM_BLOBS = 60;

        private DrmModeGetPropertyLayout() {}
    }

    /** {@code struct drm_mode_get_blob}. */
    static final class DrmModeGetBlobLayout {
        static final int SIZEOF = 16;
        static final int BLOB_ID = 0;
        static final int LENGTH = 4;
        static final int DATA = 8;

        private DrmModeGetBlobLayout() {}
    }

    /** {@code struct drm_mode_create_blob}. */
    static final class DrmModeCreateBlobLayout {
        static final int SIZEOF = 16;
        static final int DATA = 0;
        static final int LENGTH = 8;
        static final int BLOB_ID = 12;

        private DrmModeCreateBlobLayout() {}
    }

    /** {@code struct drm_mode_destroy_blob}. */
    static final class DrmModeDestroyBlobLayout {
        static final int SIZEOF = 4;
        static final int BLOB_ID = 0;

        private DrmModeDestroyBlobLayout() {}
    }

    /** {@code struct drm_mode_fb_cmd2}: a picture of up to four planes, made of handles. */
    static final class DrmModeFbCmd2Layout {
        static final int SIZEOF = 104;
        static final int FB_ID = 0;
        static final int WIDTH = 4;
        static final int HEIGHT = 8;
        static final int PIXEL_FORMAT = 12;
        static final int FLAGS = 16;
        static final int HANDLES = 20;
        static final int PITCHES = 36;
        static final int OFFSETS = 52;
        static final int MODIFIER = 72;

        private DrmModeFbCmd2Layout() {}
    }

    /** {@code struct drm_mode_create_dumb}: a buffer that any display can show and the CPU can map. */
    static final class DrmModeCreateDumbLayout {
        static final int SIZEOF = 32;
        static final int HEIGHT = 0;
        static final int WIDTH = 4;
        static final int BPP = 8;
        static final int FLAGS = 12;
        static final int HANDLE = 16;
        static final int PITCH = 20;
        static final int SIZE = 24;

        private DrmModeCreateDumbLayout() {}
    }

    /** {@code struct drm_mode_map_dumb}; {@code OFFSET} is for {@code mmap} of the device. */
    static final class DrmModeMapDumbLayout {
        static final int SIZEOF = 16;
        static final int HANDLE = 0;
        static final int OFFSET = 8;

        private DrmModeMapDumbLayout() {}
    }

    /** {@code struct drm_mode_destroy_dumb}. */
    static final class DrmModeDestroyDumbLayout {
        static final int SIZEOF = 4;
        static final int HANDLE = 0;

        private DrmModeDestroyDumbLayout() {}
    }

    /** {@code struct drm_mode_atomic}: objects, how many properties each has, all properties, all values. */
    static final class DrmModeAtomicLayout {
        static final int SIZEOF = 56;
        static final int FLAGS = 0;
        static final int COUNT_OBJS = 4;
        static final int OBJS_PTR = 8;
        static final int COUNT_PROPS_PTR = 16;
        static final int PROPS_PTR = 24;
        static final int PROP_VALUES_PTR = 32;
        static final int USER_DATA = 48;

        private DrmModeAtomicLayout() {}
    }

    /** {@code struct drm_format_modifier_blob}: the plane's property {@code IN_FORMATS}; its offsets count from its own start. */
    static final class DrmFormatModifierBlobLayout {
        static final int SIZEOF = 24;
        static final int VERSION = 0;
        static final int FLAGS = 4;
        static final int COUNT_FORMATS = 8;
        static final int FORMATS_OFFSET = 12;
        static final int COUNT_MODIFIERS = 16;
        static final int MODIFIERS_OFFSET = 20;

        private DrmFormatModifierBlobLayout() {}
    }

    /** {@code struct drm_format_modifier}; {@code FORMATS} is a mask that starts at the format with number {@code OFFSET}. */
    static final class DrmFormatModifierLayout {
        static final int SIZEOF = 24;
        static final int FORMATS = 0;
        static final int OFFSET = 8;
        static final int MODIFIER = 16;

        private DrmFormatModifierLayout() {}
    }
}
