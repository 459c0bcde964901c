package org.entrepot.linux.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.PciFunction.Registers;

/** Registers as memory: each access is one volatile access, which neither compiler nor processor leaves out, repeats or moves. */
final class MappedRegisters implements Registers {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final ByteBuffer view;
    private volatile boolean open = true;

    /**
     * Registers behind a mapping.
     *
     * @param name for messages
     * @param window the mapping, of which whoever made it takes the registers away
     */
    MappedRegisters(String name, MemoryFile window) {
        this.name = name;
        this.view = window.view();
    }

    /** Ends it: an access that has begun reaches zero pages. */
    void shut() {
        open = false;
    }

    @Override
    public long size() {
        return view.capacity();
    }

    @Override
    public int read32(long offset) {
        int at = checked(offset, Integer.BYTES);
        try {
            return (int) INT.getVolatile(view, at);
        } catch (InternalError e) {
            throw gone(e);
        }
    }

    @Override
    public long read64(long offset) {
        int at = checked(offset, Long.BYTES);
        try {
            return (long) LONG.getVolatile(view, at);
        } catch (InternalError e) {
            throw gone(e);
        }
    }

    @Override
    public void write32(long offset, int value) {
        int at = checked(offset, Integer.BYTES);
        try {
            INT.setVolatile(view, at, value);
        } catch (InternalError e) {
            throw gone(e);
        }
    }

    @Override
    public void write64(long offset, long value) {
        int at = checked(offset, Long.BYTES);
        try {
            LONG.setVolatile(view, at, value);
        } catch (InternalError e) {
            throw gone(e);
        }
    }

    private int checked(long offset, int bytes) {
        FileRegisters.check(name, size(), offset, bytes);
        if (!open) {
            throw new IllegalStateException("registers are of an open function: registers=" + name);
        }
        return (int) offset;
    }

    /** What the JVM makes of SIGBUS: the kernel took the mapping away. */
    private EntrepotException gone(InternalError e) {
        return new EntrepotException(
                Reason.GONE, "a device is here: registers=" + name + " do not answer (SIGBUS); plug it in again", e);
    }
}
