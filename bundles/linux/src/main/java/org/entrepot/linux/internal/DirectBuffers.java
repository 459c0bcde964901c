package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;

/**
 * Buffers of the JVM, for systems without memory files. A view kept too long is safe because the JVM keeps the memory until the
 * view is unreachable; it goes on showing the bytes it had.
 */
final class DirectBuffers implements MemoryForm {
    private final Tally tally;
    private final String reason;

    /** For the given reason. */
    DirectBuffers(Tally tally, String reason) {
        this.tally = tally;
        this.reason = reason;
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.DIRECT_BUFFER, reason);
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        try {
            ByteBuffer view = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
            tally.made(bytes);
            return new DirectFile(view, tally);
        } catch (OutOfMemoryError e) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "the JVM has direct memory: bytes=" + bytes + "; release buffers, or raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    private static final class DirectFile implements MemoryFile {
        private final ByteBuffer view;
        private final Tally tally;
        private final AtomicBoolean open = new AtomicBoolean(true);

        DirectFile(ByteBuffer view, Tally tally) {
            this.view = view;
            this.tally = tally;
        }

        @Override
        public long size() {
            return view.capacity();
        }

        @Override
        public ByteBuffer view() {
            return view;
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                tally.closed(view.capacity());
                tally.reclaimed();
            }
        }
    }
}
