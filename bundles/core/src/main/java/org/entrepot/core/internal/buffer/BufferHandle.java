package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Layout;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.fence.Reservation;

/**
 * One reference to a buffer. Everything that is opened through it holds a reference of its own.
 *
 * <p>The reference of a loan is dropped once whoever closes, because the buffer knows the number of its loan; so this needs no atomic
 * step of its own, and does nothing to a later loan.
 */
final class BufferHandle implements DmaBuf {
    private static final VarHandle CLOSED = Field.of(MethodHandles.lookup(), "closed", boolean.class);

    private final Buffer buffer;
    private final int loan;
    private volatile boolean closed;

    /**
     * Makes a handle out of a reference that was taken for it.
     *
     * @param loan whose own reference it is, {@link Referenced#NO_LOAN} for any other
     */
    BufferHandle(Buffer buffer, int loan) {
        this.buffer = buffer;
        this.loan = loan;
    }

    Buffer buffer() {
        return buffer;
    }

    @Override
    public long id() {
        return buffer.id();
    }

    @Override
    public String name() {
        return buffer.request().name();
    }

    @Override
    public long size() {
        return buffer.size();
    }

    @Override
    public Layout layout() {
        return buffer.layout();
    }

    @Override
    public String exporter() {
        return buffer.exporter();
    }

    @Override
    public long moves() {
        return buffer.moves();
    }

    @Override
    public Attachment attach(String device) {
        return attach(device, buffer.request().orientation(device));
    }

    @Override
    public Attachment attach(String device, Orientation orientation) {
        retain();
        try {
            Device found = buffer.surroundings().roster().device(device);
            return new AttachmentHandle(buffer.links().attach(found, orientation));
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    @Override
    public Reservation reservation() {
        checkOpen();
        return buffer.reservation();
    }

    @Override
    public CpuAccess beginCpuAccess(CpuUse use) {
        if (use == CpuUse.NONE) {
            throw new IllegalArgumentException(
                    "a CPU access reads or writes: use=NONE (EINVAL); begin with READ, WRITE or READ_WRITE");
        }
        retain();
        try {
            return new CpuBracket(buffer, use);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    @Override
    public DmaBuf duplicate() {
        retain();
        return new BufferHandle(buffer, Referenced.NO_LOAN);
    }

    @Override
    public long cpuWrittenBytes() {
        return buffer.cpuWrittenBytes();
    }

    private void retain() {
        checkOpen();
        if (loan == Referenced.NO_LOAN) {
            retainAny();
        } else if (!buffer.tryTake(loan)) {
            // Closed since it was looked at, or the owner is gone.
            checkOpen();
            buffer.retain();
        }
    }

    /** Looks once more after it took a reference: if this was closed in between, the buffer may be in its next loan by now. */
    private void retainAny() {
        buffer.retain();
        if (closed) {
            buffer.release();
            checkOpen();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "a closed reference is not used: buffer=" + id() + "; duplicate it before close");
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        if (loan == Referenced.NO_LOAN) {
            if (CLOSED.compareAndSet(this, false, true)) {
                buffer.release();
            }
        } else if (!closed) {
            CLOSED.setRelease(this, true);
            buffer.dropped(buffer.drop(loan));
        }
    }

    @Override
    public String toString() {
        return "buffer " + id() + " (" + name() + ", " + layout() + ", " + exporter() + ")";
    }
}
