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

/** One reference to a buffer. Everything that is opened through it holds a reference of its own. */
final class BufferHandle implements DmaBuf {
    private static final VarHandle OPEN = Field.of(MethodHandles.lookup(), "open", boolean.class);

    private final Buffer buffer;
    private final Surroundings surroundings;
    private volatile boolean open = true;

    /** Makes a handle out of a reference that was taken for it. */
    BufferHandle(Buffer buffer, Surroundings surroundings) {
        this.buffer = buffer;
        this.surroundings = surroundings;
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
            Device found = surroundings.roster().device(device);
            return new AttachmentHandle(buffer.links().attach(found, orientation));
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    @Override
    public Reservation reservation() {
        if (!open) {
            throw new IllegalStateException(
                    "a closed reference is not used: buffer=" + id() + "; duplicate it before close");
        }
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
        return new BufferHandle(buffer, surroundings);
    }

    @Override
    public long cpuWrittenBytes() {
        return buffer.cpuWrittenBytes();
    }

    private void retain() {
        if (!open) {
            throw new IllegalStateException(
                    "a closed reference is not used: buffer=" + id() + "; duplicate it before close");
        }
        buffer.retain();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (OPEN.compareAndSet(this, true, false)) {
            buffer.release();
        }
    }

    @Override
    public String toString() {
        return "buffer " + id() + " (" + name() + ", " + layout() + ", " + exporter() + ")";
    }
}
