package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.fence.Usage;

/** A bracket of CPU access. Made with a reference to the buffer that it owns. */
final class CpuBracket implements CpuAccess {
    private final Buffer buffer;
    private final CpuUse use;
    private final Placement placement;
    private final ByteBuffer view;
    private final AtomicBoolean open = new AtomicBoolean(true);

    CpuBracket(Buffer buffer, CpuUse use) {
        this.buffer = buffer;
        this.use = use;
        buffer.awaitFences(use.writes() ? Usage.BEFORE_WRITE : Usage.BEFORE_READ, "the CPU");
        this.placement = buffer.cpuEnters(use);
        try {
            // The owner's bundle may have stopped while others were waited for.
            Ending.checkNotBegun(buffer, "CPU");
            ByteBuffer whole = begin();
            ByteBuffer own = use.writes() ? whole.duplicate() : whole.asReadOnlyBuffer();
            this.view = own.clear().order(ByteOrder.nativeOrder());
        } catch (RuntimeException e) {
            buffer.cpuLeaves();
            throw e;
        }
        if (use.writes()) {
            buffer.cpuWrites();
        }
    }

    private ByteBuffer begin() {
        ByteBuffer whole = placement.view();
        placement.beginAccess(use);
        return whole;
    }

    @Override
    public CpuUse use() {
        return use;
    }

    @Override
    public ByteBuffer view() {
        if (!open.get()) {
            throw new IllegalStateException(
                    "an ended CPU access has no view: buffer=" + buffer.id() + "; begin another");
        }
        return view;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            try {
                placement.endAccess(use);
            } finally {
                buffer.cpuLeaves();
                buffer.release();
            }
        }
    }
}
