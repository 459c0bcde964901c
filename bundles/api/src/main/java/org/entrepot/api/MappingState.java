package org.entrepot.api;

/** What the addresses of a mapping are worth. */
public enum MappingState {
    /** They lead to where the buffer is. */
    CURRENT,
    /** The buffer has moved since: they still work and lead to where it was. Map again ({@link DeviceMapping#remap}). */
    STALE,
    /** The device promised to let go, and was made to: the addresses are no longer its own. Map again ({@link DeviceMapping#remap}). */
    REVOKED,
    /** The mapping was closed. */
    CLOSED
}
