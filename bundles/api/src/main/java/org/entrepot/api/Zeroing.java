package org.entrepot.api;

/** What a pool does to a buffer before it lends it again. Fresh memory is zero in any case, and a pool never crosses bundles. */
public enum Zeroing {
    /** The buffer is zero each time it is lent. */
    EACH_TIME,
    /** A recycled buffer keeps what its last use in the same pool left: for frames that are overwritten whole. */
    WHEN_FRESH
}
