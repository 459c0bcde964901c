package org.entrepot.api;

import java.util.Map;

/** How the contents of a buffer are laid out: plain bytes, or an image whose strides and padding suit every device. */
public sealed interface Layout permits ByteLayout, ImageLayout {
    /** The bytes that the contents take, before rounding up to pages. */
    long bytes();

    /** The plain form, which is what JSON holds, in a stable order: maps, lists, texts and numbers. */
    default Map<String, Object> plain() {
        return PlainForm.of(this);
    }
}
