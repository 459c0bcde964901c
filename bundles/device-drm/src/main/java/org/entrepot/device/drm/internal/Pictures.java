package org.entrepot.device.drm.internal;

import java.util.HashMap;
import java.util.Map;
import org.entrepot.api.ImageLayout;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.ImportedBuffer;

/** What a display has imported to show it, once for each buffer and layout. Safe for use by several threads. */
final class Pictures {
    private final DisplayCard card;
    private final Map<ImportedBuffer, Map<ImageLayout, Framebuffer>> pictures = new HashMap<>();

    Pictures(DisplayCard card) {
        this.card = card;
    }

    /** A buffer as a picture. */
    synchronized Framebuffer of(ImportedBuffer buffer, ImageLayout layout) {
        return pictures.computeIfAbsent(buffer, key -> new HashMap<>())
                .computeIfAbsent(layout, key -> card.framebuffer(buffer.descriptor(), layout));
    }

    /** Lets go of a buffer; what shows it goes dark. */
    synchronized void letGo(ImportedBuffer buffer) {
        Map<ImageLayout, Framebuffer> gone = pictures.remove(buffer);
        if (gone != null) {
            gone.values().forEach(Framebuffer::close);
        }
    }

    /** Lets go of all. */
    synchronized void clear() {
        pictures.values().forEach(each -> each.values().forEach(Framebuffer::close));
        pictures.clear();
    }
}
