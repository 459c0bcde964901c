package org.entrepot.api;

/** When a buffer gets its memory. */
public enum Backing {
    /** When it is allocated. */
    AT_ONCE,
    /**
     * When a device first maps it or the CPU first accesses it. All devices that are attached until then have a say, so that a
     * device the request did not name costs no move. The buffer is charged and its layout is fixed when it is allocated, and what
     * no exporter could serve is refused at once; but that there is room shows at the first use only, which then fails as an
     * allocation would, and may be tried again.
     */
    AT_FIRST_USE
}
