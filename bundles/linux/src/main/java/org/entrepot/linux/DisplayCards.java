package org.entrepot.linux;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens the kernel's display cards, {@code /dev/dri/card*} (DRM with mode setting). A service; safe for use by several threads. Cards
 * that are open outlive the service.
 */
@ProviderType
public interface DisplayCards {
    /**
     * Opens a card, close-on-exec, and asks it what it can do. That disturbs nobody: whoever shows something on it goes on.
     *
     * @param node such as {@code /dev/dri/card0}
     * @return the card, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is none, with
     *     {@link org.entrepot.api.Reason#ACCESS_DENIED} if the system does not let this user open it (the message names the group or
     *     the udev rule that helps), with {@link org.entrepot.api.Reason#UNSUPPORTED} if it drives no display, such as a card that
     *     only renders, or if no native calls are made here
     */
    DisplayCard open(Path node);
}
