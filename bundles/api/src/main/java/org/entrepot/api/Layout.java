package org.entrepot.api;

/** How the contents of a buffer are laid out: plain bytes, or an image whose strides and padding suit every device. */
public sealed interface Layout permits ByteLayout, ImageLayout {
    /** The bytes that the contents take, before rounding up to pages. */
    long bytes();
}
