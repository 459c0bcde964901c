package org.entrepot.spi;

/** The answer to a proposed mapping type. */
public enum Match {
    /** This type will do. */
    YES,
    /** Not this one; the next type of the list may do. */
    TRY_NEXT,
    /** The device must not be attached to this memory at all. */
    ABORT
}
