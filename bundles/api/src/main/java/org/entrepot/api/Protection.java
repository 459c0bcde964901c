package org.entrepot.api;

/** Who may see the contents of memory. */
public enum Protection {
    /** The CPU and every device to which it is mapped. */
    OPEN,
    /** Devices of a protected path only: decoded contents that no program may read. */
    SECURE
}
