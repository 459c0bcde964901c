package org.entrepot.linux.internal;

/** {@code <linux/falloc.h>}: what {@code fallocate} does. */
final class Falloc {
    static final int FALLOC_FL_KEEP_SIZE = 0x01;
    static final int FALLOC_FL_PUNCH_HOLE = 0x02;

    private Falloc() {}
}
