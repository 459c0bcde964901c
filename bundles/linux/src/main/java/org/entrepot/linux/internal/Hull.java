package org.entrepot.linux.internal;

/**
 * What must be mapped of a file so that a part of it can be shown: more than the part, where the file maps only in large pages or only
 * from its beginning.
 *
 * @param start where in the file the mapping begins
 * @param before bytes of it before the part
 * @param bytes of the mapping
 */
record Hull(long start, long before, long bytes) {
    /** Which hull a part of a file has. */
    interface Rule {
        /** The hull of a part that begins at an offset in the file. */
        Hull around(long offset, long bytes);
    }

    /** The part alone. */
    static final Rule PAGES = (offset, bytes) -> new Hull(offset, 0, bytes);

    /** The part widened to multiples of a power of two. */
    static Rule multiplesOf(long unit) {
        return (offset, bytes) -> {
            long start = offset & -unit;
            return new Hull(start, offset - start, (Math.addExact(offset, bytes) + unit - 1 & -unit) - start);
        };
    }

    /** Everything from a place on, for a file that is mapped only from there. */
    static Rule from(long start) {
        return (offset, bytes) -> new Hull(start, offset - start, offset - start + bytes);
    }
}
