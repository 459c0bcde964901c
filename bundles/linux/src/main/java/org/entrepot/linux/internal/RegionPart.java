package org.entrepot.linux.internal;

import org.entrepot.spi.PageFrames;

/** The rules for what is asked of a region, the same whatever it is made of. */
final class RegionPart {
    /** What one view shows: whole pages of what an int counts. */
    static final long LARGEST_VIEW = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private RegionPart() {}

    /** Checks that bytes to copy lie in the region. */
    static void checkCopy(long size, long offset, int length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IllegalArgumentException("bytes to copy lie in their region: offset=" + offset + " length="
                    + length + " size=" + size + "; stay within");
        }
    }

    /** Checks that a part is whole pages of the region. */
    static void check(long size, long offset, long bytes) {
        boolean paged = offset % PageFrames.PAGE_SIZE == 0 && bytes % PageFrames.PAGE_SIZE == 0;
        if (!paged || offset < 0 || bytes <= 0 || offset > size - bytes) {
            throw new IllegalArgumentException("a part is whole pages of its region: offset=" + offset + " bytes="
                    + bytes + " size=" + size + "; round to pages, and stay within");
        }
    }

    /** Checks that a part can be a window. */
    static void checkWindow(long size, long offset, long bytes) {
        check(size, offset, bytes);
        if (bytes > LARGEST_VIEW) {
            throw new IllegalArgumentException("a window is what one view shows, " + LARGEST_VIEW
                    + " bytes at most: bytes=" + bytes + "; take several windows");
        }
    }

    /** The failure of who takes a part of a closed region. */
    static IllegalStateException closed(String name) {
        return new IllegalStateException("parts are taken of an open region: name=" + name + " is closed");
    }
}
