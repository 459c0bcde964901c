package org.entrepot.linux.internal;

import org.entrepot.linux.internal.DrmMode.DrmModeAtomicLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCardResLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCreateBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCreateDumbLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCrtcLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeCrtcPageFlipLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeDestroyBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeDestroyDumbLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeFbCmd2Layout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetConnectorLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetEncoderLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPlaneLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPlaneResLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPropertyLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeMapDumbLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeObjGetPropertiesLayout;

/**
 * {@code <drm/drm.h>}: the calls of displays and GPUs, and buffers shared through them (PRIME). Structures as 64-bit machines
 * have them.
 */
final class Drm {
    static final long DRM_CAP_DUMB_BUFFER = 0x1;
    static final long DRM_CAP_PRIME = 0x5;
    static final long DRM_PRIME_CAP_IMPORT = 0x1;
    static final long DRM_PRIME_CAP_EXPORT = 0x2;
    static final long DRM_CAP_ADDFB2_MODIFIERS = 0x10;
    static final long DRM_CAP_CRTC_IN_VBLANK_EVENT = 0x12;
    static final long DRM_CLIENT_CAP_UNIVERSAL_PLANES = 2;
    static final long DRM_CLIENT_CAP_ATOMIC = 3;
    static final int DRM_EVENT_VBLANK = 0x01;
    static final int DRM_EVENT_FLIP_COMPLETE = 0x02;

    static final long DRM_IOCTL_VERSION = Ioctl.iowr('d', 0x00, DrmVersionLayout.SIZEOF);
    static final long DRM_IOCTL_GEM_CLOSE = Ioctl.iow('d', 0x09, DrmGemCloseLayout.SIZEOF);
    static final long DRM_IOCTL_GET_CAP = Ioctl.iowr('d', 0x0c, DrmGetCapLayout.SIZEOF);
    static final long DRM_IOCTL_SET_CLIENT_CAP = Ioctl.iow('d', 0x0d, DrmSetClientCapLayout.SIZEOF);
    static final long DRM_IOCTL_SET_MASTER = Ioctl.io('d', 0x1e);
    static final long DRM_IOCTL_DROP_MASTER = Ioctl.io('d', 0x1f);
    static final long DRM_IOCTL_PRIME_HANDLE_TO_FD = Ioctl.iowr('d', 0x2d, DrmPrimeHandleLayout.SIZEOF);
    static final long DRM_IOCTL_PRIME_FD_TO_HANDLE = Ioctl.iowr('d', 0x2e, DrmPrimeHandleLayout.SIZEOF);

    static final long DRM_IOCTL_MODE_GETRESOURCES = Ioctl.iowr('d', 0xa0, DrmModeCardResLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETCRTC = Ioctl.iowr('d', 0xa1, DrmModeCrtcLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_SETCRTC = Ioctl.iowr('d', 0xa2, DrmModeCrtcLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETENCODER = Ioctl.iowr('d', 0xa6, DrmModeGetEncoderLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETCONNECTOR = Ioctl.iowr('d', 0xa7, DrmModeGetConnectorLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETPROPERTY = Ioctl.iowr('d', 0xaa, DrmModeGetPropertyLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETPROPBLOB = Ioctl.iowr('d', 0xac, DrmModeGetBlobLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_RMFB = Ioctl.iowr('d', 0xaf, Integer.BYTES);
    static final long DRM_IOCTL_MODE_PAGE_FLIP = Ioctl.iowr('d', 0xb0, DrmModeCrtcPageFlipLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_CREATE_DUMB = Ioctl.iowr('d', 0xb2, DrmModeCreateDumbLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_MAP_DUMB = Ioctl.iowr('d', 0xb3, DrmModeMapDumbLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_DESTROY_DUMB = Ioctl.iowr('d', 0xb4, DrmModeDestroyDumbLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETPLANERESOURCES = Ioctl.iowr('d', 0xb5, DrmModeGetPlaneResLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_GETPLANE = Ioctl.iowr('d', 0xb6, DrmModeGetPlaneLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_ADDFB2 = Ioctl.iowr('d', 0xb8, DrmModeFbCmd2Layout.SIZEOF);
    static final long DRM_IOCTL_MODE_OBJ_GETPROPERTIES = Ioctl.iowr('d', 0xb9, DrmModeObjGetPropertiesLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_ATOMIC = Ioctl.iowr('d', 0xbc, DrmModeAtomicLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_CREATEPROPBLOB = Ioctl.iowr('d', 0xbd, DrmModeCreateBlobLayout.SIZEOF);
    static final long DRM_IOCTL_MODE_DESTROYPROPBLOB = Ioctl.iowr('d', 0xbe, DrmModeDestroyBlobLayout.SIZEOF);

    private Drm() {}

    /** {@code struct drm_version}; texts are addresses of buffers that the kernel fills. */
    static final class DrmVersionLayout {
        static final int SIZEOF = 64;
        static final int VERSION_MAJOR = 0;
        static final int VERSION_MINOR = 4;
        static final int VERSION_PATCHLEVEL = 8;
        static final int NAME_LEN = 16;
        static final int NAME = 24;
        static final int DATE_LEN = 32;
        static final int DATE = 40;
        static final int DESC_LEN = 48;
        static final int DESC = 56;

        private DrmVersionLayout() {}
    }

    /** {@code struct drm_gem_close}. */
    static final class DrmGemCloseLayout {
        static final int SIZEOF = 8;
        static final int HANDLE = 0;

        private DrmGemCloseLayout() {}
    }

    /** {@code struct drm_get_cap}. */
    static final class DrmGetCapLayout {
        static final int SIZEOF = 16;
        static final int CAPABILITY = 0;
        static final int VALUE = 8;

        private DrmGetCapLayout() {}
    }

    /** {@code struct drm_set_client_cap}. */
    static final class DrmSetClientCapLayout {
        static final int SIZEOF = 16;
        static final int CAPABILITY = 0;
        static final int VALUE = 8;

        private DrmSetClientCapLayout() {}
    }

    /** {@code struct drm_prime_handle}. */
    static final class DrmPrimeHandleLayout {
        static final int SIZEOF = 12;
        static final int HANDLE = 0;
        static final int FLAGS = 4;
        static final int FD = 8;

        private DrmPrimeHandleLayout() {}
    }

    /** {@code struct drm_event_vblank}: what a page flip sends when it is done. */
    static final class DrmEventVblankLayout {
        static final int SIZEOF = 32;
        static final int BASE = 0;
        static final int USER_DATA = 8;
        static final int TV_SEC = 16;
        static final int TV_USEC = 20;
        static final int SEQUENCE = 24;
        static final int CRTC_ID = 28;

        private DrmEventVblankLayout() {}
    }

    /** {@code struct drm_event}: the head of each event. */
    static final class DrmEventLayout {
        static final int SIZEOF = 8;
        static final int TYPE = 0;
        static final int LENGTH = 4;

        private DrmEventLayout() {}
    }
}
