package org.entrepot.api;

/** Where the CPU and devices agree on the contents of memory, as Fuchsia's sysmem tells it. */
public enum CoherencyDomain {
    /** The CPU and the devices agree on the contents at any time. */
    CPU,
    /**
     * They agree in RAM: the CPU sees what devices had written when its bracket began, and devices see what it wrote once the
     * bracket has ended.
     */
    RAM,
    /** The CPU has no view of the memory. */
    INACCESSIBLE
}
