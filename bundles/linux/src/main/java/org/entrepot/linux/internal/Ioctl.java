package org.entrepot.linux.internal;

/**
 * {@code <asm-generic/ioctl.h>}: how the number of a device's call is made. Which way its argument goes, and how long that is, are part of
 * the number. As on the generic architectures (x86, arm, riscv).
 */
final class Ioctl {
    private static final long NONE = 0;
    private static final long WRITE = 1;
    private static final long READ = 2;
    private static final int DIRECTION_SHIFT = 30;
    private static final int SIZE_SHIFT = 16;
    private static final int TYPE_SHIFT = 8;

    private Ioctl() {}

    /** {@code _IO}: a call whose argument the number says nothing about. */
    static long io(char type, int number) {
        return number(NONE, type, number, 0);
    }

    /** {@code _IOR}: a call that fills its argument. */
    static long ior(char type, int number, int size) {
        return number(READ, type, number, size);
    }

    /** {@code _IOW}: a call that reads its argument. */
    static long iow(char type, int number, int size) {
        return number(WRITE, type, number, size);
    }

    /** {@code _IOWR}: a call that reads its argument and fills it. */
    static long iowr(char type, int number, int size) {
        return number(READ | WRITE, type, number, size);
    }

    private static long number(long direction, char type, int number, int size) {
        return direction << DIRECTION_SHIFT | (long) size << SIZE_SHIFT | (long) type << TYPE_SHIFT | number;
    }
}
