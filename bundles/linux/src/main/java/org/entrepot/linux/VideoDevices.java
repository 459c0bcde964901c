package org.entrepot.linux;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens the kernel's video devices, {@code /dev/video*} ({@code Documentation/userspace-api/media/v4l}). A service; safe for use by several
 * threads. Devices that are open outlive the service.
 */
@ProviderType
public interface VideoDevices {
    /**
     * Opens a device, close-on-exec, and asks it who it is. That disturbs nobody: a device may be open many times, and belongs to whoever
     * requests buffers first.
     *
     * @param node such as {@code /dev/video0}
     * @return the device, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is none, with
     *     {@link org.entrepot.api.Reason#ACCESS_DENIED} if the system does not let this user open it (the message names the group or
     *     the udev rule that helps), with {@link org.entrepot.api.Reason#UNSUPPORTED} if it is no video device, or if no native calls
     *     are made here
     */
    VideoDevice open(Path node);

    /**
     * The memory that a driver makes for a queue of its own ({@code VIDIOC_CREATE_BUFS}, {@code VIDIOC_EXPBUF}), as a heap. The
     * node is opened for each allocation and closed again; the memory lives as long as somebody has its descriptor. A
     * memory-to-memory device has a queue for each opening. One queue of any other device is for all, and keeps its format:
     * memory comes only while nobody else has buffers there, in pieces of a picture of that format at least. Memory does not
     * outlive its queue before Linux 4.20.
     *
     * <p>Beyond what a heap says, an allocation says {@link org.entrepot.api.Reason#BUSY} while another has the queue, {@link
     * org.entrepot.api.Reason#GONE} when the device was unplugged, {@link org.entrepot.api.Reason#REFUSED} if the driver makes no piece
     * so small, or none at all, {@link org.entrepot.api.Reason#UNSUPPORTED} if it knows no such memory.
     *
     * @param node such as {@code /dev/video0}
     * @param queue that the device has
     * @return the heap; nothing is open between two allocations, so there is nothing to close
     */
    KernelHeap memory(Path node, VideoDevice.Queue queue);
}
