package org.entrepot.linux.internal;

/** {@code <linux/memfd.h>}: files in memory of large pages. */
final class Memfd {
    static final int MFD_HUGETLB = 0x4;
    static final int MFD_HUGE_2MB = 21 << 26;

    private Memfd() {}
}
