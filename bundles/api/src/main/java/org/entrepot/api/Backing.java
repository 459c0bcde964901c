package org.entrepot.api;

/** When a buffer gets its memory. */
public enum Backing {
    /** When it is allocated. */
    AT_ONCE,
    /**
     * When a device first maps it or the CPU first accesses it. All devices that are attached until then have a say, so that a
     * device the request did not name costs no move.
     */
    AT_FIRST_USE
}
