package org.entrepot.api;

/**
 * What a device does about a buffer that it has mapped and that is to move ({@code struct dma_buf_attach_ops}: static importers have
 * none, dynamic ones a {@code move_notify}).
 */
public enum ImporterKind {
    /** It goes on using its addresses until they are unmapped: what it has mapped is pinned. */
    STATIC,
    /**
     * It is told that the buffer moved, and maps it again. Its former addresses stay usable until they are unmapped and lead to the
     * former memory, so whatever it does through them is announced by a fence in the buffer's reservation before it begins: a move
     * waits for those fences, and none is added while it copies.
     */
    DYNAMIC,
    /**
     * It is asked to let go ({@link org.entrepot.spi.Importer#revoke}), and what is mapped for it is unmapped within half a second,
     * by its user or else by the engine. A device that goes on afterwards takes a DMA fault.
     */
    REVOCABLE
}
