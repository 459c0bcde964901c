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
}
