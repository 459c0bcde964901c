package org.entrepot.api;

/** What the addresses of a mapping are worth. */
public enum MappingState {
    /** They lead to where the buffer is. */
    CURRENT,
    /**
     * The buffer has moved since: they still work and lead to where it was. Map again ({@link DeviceMapping#remap}). Also of a buffer
     * that ended with its owner's bundle, while work that was announced before goes by them; then mapping again says so.
     */
    STALE,
    /**
     * The device promised to let go, and was made to, or the buffer has ended with its owner's bundle: the addresses are no longer its
     * own. Map again ({@link DeviceMapping#remap}).
     */
    REVOKED,
    /** The mapping was closed. */
    CLOSED
}
