package org.entrepot.linux;

import org.entrepot.api.ImageLayout;
import org.osgi.annotation.versioning.ProviderType;

/** A picture in memory that a card can show ({@code struct drm_framebuffer}). It holds the memory. */
@ProviderType
public interface Framebuffer extends AutoCloseable {
    /** Where its planes are. */
    ImageLayout layout();

    /**
     * Lets go of the memory. What is shown at that moment goes dark: show another first. Closing twice counts once, and so does closing
     * after the card was closed or unplugged.
     */
    @Override
    void close();
}
