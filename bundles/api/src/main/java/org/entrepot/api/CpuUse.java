package org.entrepot.api;

/** What the CPU does with a buffer: in a request what it will do, at begin of an access what it does now. */
public enum CpuUse {
    /** The CPU never touches the memory; memory without a CPU view will do. Not valid at begin of an access. */
    NONE,
    /** The CPU reads. */
    READ,
    /** The CPU writes. */
    WRITE,
    /** The CPU reads and writes. */
    READ_WRITE;

    /** Whether the CPU reads. */
    public boolean reads() {
        return this == READ || this == READ_WRITE;
    }

    /** Whether the CPU writes. */
    public boolean writes() {
        return this == WRITE || this == READ_WRITE;
    }

    /** What both together do. */
    public CpuUse plus(CpuUse other) {
        if (this == other || other == NONE) {
            return this;
        }
        return this == NONE ? other : READ_WRITE;
    }
}
