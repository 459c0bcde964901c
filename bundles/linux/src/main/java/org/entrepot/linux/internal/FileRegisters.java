package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.entrepot.linux.PciFunction.Registers;

/** Registers that are read and written by calls: those that cannot be mapped, and the configuration space. */
final class FileRegisters implements Registers {
    private final DeviceFile device;
    private final long start;
    private final long size;
    private final boolean writable;

    /**
     * A part of a device's descriptor.
     *
     * @param start where it begins
     * @param writable whether it may be written
     */
    FileRegisters(DeviceFile device, long start, long size, boolean writable) {
        this.device = device;
        this.start = start;
        this.size = size;
        this.writable = writable;
    }

    /** Refuses what is not within the registers, or not at a multiple of its size. */
    static void check(String name, long size, long offset, int bytes) {
        if (offset < 0 || offset > size - bytes || offset % bytes != 0) {
            throw new IndexOutOfBoundsException(
                    "an access is within the registers, at a multiple of its size: registers=" + name + " offset="
                            + offset + " bytes=" + bytes + " size=" + size);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read32(long offset) {
        return read(offset, Integer.BYTES).getInt(0);
    }

    @Override
    public long read64(long offset) {
        return read(offset, Long.BYTES).getLong(0);
    }

    @Override
    public void write32(long offset, int value) {
        write(offset, little(Integer.BYTES).putInt(0, value));
    }

    @Override
    public void write64(long offset, long value) {
        write(offset, little(Long.BYTES).putLong(0, value));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer read(long offset, int bytes) {
        check(device.name(), size, offset, bytes);
        ByteBuffer value = little(bytes);
        made("pread", device.read(value, bytes, start + offset));
        return value;
    }

    private void write(long offset, ByteBuffer value) {
        if (!writable) {
            throw new UnsupportedOperationException("a configuration space is read only: device=" + device.name());
        }
        check(device.name(), size, offset, value.capacity());
        made("pwrite", device.write(value, value.capacity(), start + offset));
    }

    private void made(String call, int errno) {
        if (errno != 0) {
            throw VfioFailure.of(device.name(), call, errno);
        }
    }
}
