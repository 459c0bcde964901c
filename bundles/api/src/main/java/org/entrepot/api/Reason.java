package org.entrepot.api;

/**
 * Why an operation failed, grouped by what the caller can do about it. Each reason corresponds to one kernel error number,
 * so that a failure reads the same whether the kernel or Entrepot reports it.
 */
public enum Reason {
    /** No backend can serve the request as it stands: change the request or add a backend. */
    REFUSED("EINVAL", 22),
    /** A suitable backend exists and is full or too fragmented: release buffers or try later. */
    OUT_OF_MEMORY("ENOMEM", 12),
    /** A limit of the bundle, the peer or the system is reached: release something or raise the limit. */
    LIMIT("EDQUOT", 122),
    /** Somebody else is using it in a way that excludes this: wait, or unmap first. */
    BUSY("EBUSY", 16),
    /** The device, backend or buffer was here and has left: look it up again. */
    GONE("ENODEV", 19),
    /** Nothing has this name: correct the name. */
    UNKNOWN("ENOENT", 2),
    /** The system does not let this user do it: ask for the permission the message names. */
    ACCESS_DENIED("EACCES", 13),
    /** A device touched an address that was not mapped for it: correct what drives the device. */
    DEVICE_FAULT("EFAULT", 14),
    /** This machine has no such feature: use another. */
    UNSUPPORTED("EOPNOTSUPP", 95),
    /** A file or device failed, or holds what it should not: look at the file or device the message names. */
    IO("EIO", 5),
    /** The waiting thread was interrupted: nothing was done. */
    INTERRUPTED("EINTR", 4),
    /** Work was not done within its bound: look at whoever does it. */
    TIMED_OUT("ETIMEDOUT", 110);

    private final String errnoName;
    private final int errno;

    Reason(String errnoName, int errno) {
        this.errnoName = errnoName;
        this.errno = errno;
    }

    /** The symbolic name of the kernel error number, such as {@code ENOMEM}. */
    public String errnoName() {
        return errnoName;
    }

    /** The kernel error number on Linux with the generic table (x86, arm, riscv), such as 12. */
    public int errno() {
        return errno;
    }
}
