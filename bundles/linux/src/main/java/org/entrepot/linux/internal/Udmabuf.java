package org.entrepot.linux.internal;

/** {@code <linux/udmabuf.h>}: making a DMA-BUF of sealed files in memory, through {@code /dev/udmabuf}. */
final class Udmabuf {
    static final int UDMABUF_FLAGS_CLOEXEC = 0x01;

    static final long UDMABUF_CREATE = Ioctl.iow('u', 0x42, UdmabufCreateLayout.SIZEOF);
    static final long UDMABUF_CREATE_LIST = Ioctl.iow('u', 0x43, UdmabufCreateListLayout.SIZEOF);

    private Udmabuf() {}

    /** {@code struct udmabuf_create}. */
    static final class UdmabufCreateLayout {
        static final int SIZEOF = 24;
        static final int MEMFD = 0;
        static final int FLAGS = 4;
        static final int OFFSET = 8;
        static final int SIZE = 16;

        private UdmabufCreateLayout() {}
    }

    /** {@code struct udmabuf_create_item}: one range of one file. */
    static final class UdmabufCreateItemLayout {
        static final int SIZEOF = 24;
        static final int MEMFD = 0;
        static final int OFFSET = 8;
        static final int SIZE = 16;

        private UdmabufCreateItemLayout() {}
    }

    /** {@code struct udmabuf_create_list}: the head before the items. */
    static final class UdmabufCreateListLayout {
        static final int SIZEOF = 8;
        static final int FLAGS = 0;
        static final int COUNT = 4;
        static final int LIST = 8;

        private UdmabufCreateListLayout() {}
    }
}
