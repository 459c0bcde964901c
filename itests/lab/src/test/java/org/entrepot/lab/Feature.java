package org.entrepot.lab;

/** What Entrepot does with a real kernel, a line each of the page that a run of the lab writes; the order is the page's. */
public enum Feature {
    /** A heap on {@code /dev/dma_heap/system}. */
    SYSTEM_HEAP("Heap on the kernel's system heap", "emulated: `system` in sealed memory files"),
    /** A heap on a CMA heap. */
    CMA_HEAP("Heap on the kernel's CMA heap", "emulated: `cma` in huge pages or sealed memory files"),
    /** Memory files become DMA-BUFs. */
    UDMABUF(
            "Memory files as DMA-BUFs (`/dev/udmabuf`)",
            "not available: memory of files has no descriptor for drivers"),
    /** {@code DMA_BUF_IOCTL_SYNC} and mappings. */
    CPU_ACCESS(
            "CPU access in brackets (`DMA_BUF_IOCTL_SYNC`)",
            "emulated: brackets are counted, the machine's caches are coherent"),
    /** Work of drivers shows as fences of ours. */
    SYNC_FILES("Work of kernel drivers as fences (sync files)", "emulated: fences of the emulated devices"),
    /** What a move means for a descriptor that went out. */
    MOVED_DESCRIPTOR("A descriptor handed out before a move", "emulated: the same test on memory files"),
    /** Cameras. */
    CAPTURE("Cameras (V4L2 capture)", "emulated: `camera0`"),
    /** Video outputs. */
    PUT_OUT("Video outputs (V4L2 output)", "emulated: `display0`"),
    /** Codecs, scalers and converters. */
    MEMORY_TO_MEMORY("Codecs and converters (V4L2 memory to memory)", "emulated: `rotator0`, `encoder0`"),
    /** A V4L2 driver's own memory. */
    EXPORTED_BY_VIDEO("Memory of V4L2 drivers as DMA-BUFs (`VIDIOC_EXPBUF`)", "not available"),
    /** Displays. */
    SCAN_OUT("Displays (KMS scan-out of shared buffers)", "emulated: `display0`"),
    /** A card's own memory. */
    DUMB_BUFFERS("Memory of display drivers as DMA-BUFs (dumb buffers, PRIME)", "not available"),
    /** A driver in user space. */
    USER_DRIVER("Drivers in user space (VFIO)", "emulated: devices of the emulated machine"),
    /** The newer way to the same. */
    IOMMUFD("Drivers in user space through iommufd", "VFIO's type 1"),
    /** A device touched what is not its own. */
    DMA_FAULTS("DMA faults of a device told to people", "emulated: faults of the emulated I/O MMU"),
    /** Memory that the kernel does not manage. */
    CARVEOUT("Carve-out in reserved memory", "emulated: `carveout` in sealed memory files"),
    /** Devices come and go. */
    HOTPLUG("Devices that come and go", "emulated: the configuration makes and ends devices"),
    /** What the machine has. */
    DISCOVERY("Devices of the machine found (sysfs)", "not available: nothing is listed");

    private final String words;
    private final String otherwise;

    Feature(String words, String otherwise) {
        this.words = words;
        this.otherwise = otherwise;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** What there is without it. */
    String otherwise() {
        return otherwise;
    }
}
