package org.entrepot.device.drm.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.entrepot.api.ImageLayout;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.ImportedBuffer;
import org.jspecify.annotations.Nullable;

/** What a display has imported to show it, once for each buffer and layout. Safe for use by several threads. */
final class Pictures {
    private final DisplayCard card;
    private final Map<ImportedBuffer, Map<ImageLayout, Framebuffer>> pictures = new HashMap<>();

    Pictures(DisplayCard card) {
        this.card = card;
    }

    /**
     * Shows a buffer. Nobody lets go of it meanwhile: what is imported is forgotten, and its descriptor becomes another file's, only
     * after this, or before it is looked up.
     *
     * @param mapped looks up what is mapped
     * @param display shows a picture, without waiting for it
     * @return what that gave
     */
    synchronized <T> T show(Supplier<ImportedBuffer> mapped, ImageLayout layout, Function<Framebuffer, T> display) {
        ImportedBuffer buffer = mapped.get();
        return display.apply(pictures.computeIfAbsent(buffer, key -> new HashMap<>())
                .computeIfAbsent(layout, key -> card.framebuffer(buffer.descriptor(), layout)));
    }

    /** Lets go of a buffer; what shows it goes dark. */
    synchronized void letGo(ImportedBuffer buffer) {
        Map<ImageLayout, Framebuffer> gone = pictures.remove(buffer);
        if (gone != null) {
            close(gone.values());
        }
    }

    /** Lets go of all. */
    synchronized void clear() {
        List<Framebuffer> gone = pictures.values().stream()
                .flatMap(each -> each.values().stream())
                .toList();
        pictures.clear();
        close(gone);
    }

    /** Closes all of them, also where one fails. */
    private static void close(Collection<Framebuffer> gone) {
        RuntimeException failure = null;
        for (Framebuffer each : gone) {
            failure = closed(each, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException closed(Framebuffer picture, @Nullable RuntimeException failure) {
        try {
            picture.close();
            return failure;
        } catch (RuntimeException e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
            return failure;
        }
    }
}
