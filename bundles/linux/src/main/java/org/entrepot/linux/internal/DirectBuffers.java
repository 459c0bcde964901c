package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;

/**
 * Buffers of the JVM, for systems without memory files. A view kept too long is safe because the JVM keeps the memory until the
 * view is unreachable; it goes on showing the bytes it had.
 */
final class DirectBuffers implements MemoryForm {
    private final Cleaner cleaner = Cleaner.create();
    private final Tally tally;
    private final Consumer<String> warnings;
    private final String reason;

    /**
     * Makes nothing yet.
     *
     * @param tally counts
     * @param warnings told what was not closed
     * @param reason why there are no memory files
     */
    DirectBuffers(Tally tally, Consumer<String> warnings, String reason) {
        this.tally = tally;
        this.warnings = warnings;
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
            Charge charge = new Charge(name, bytes, tally, warnings);
            cleaner.register(view, charge);
            return new DirectFile(view, charge);
        } catch (OutOfMemoryError e) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "the JVM has direct memory: bytes=" + bytes + "; release buffers, or raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    private record DirectFile(ByteBuffer view, Charge charge) implements MemoryFile {
        @Override
        public long size() {
            return view.capacity();
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            charge.end();
        }
    }

    /** What is counted for one file, apart from its view, so that it ends when no view can be reached. */
    private static final class Charge implements Runnable {
        private final String name;
        private final long size;
        private final Tally tally;
        private final Consumer<String> warnings;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Charge(String name, long size, Tally tally, Consumer<String> warnings) {
            this.name = name;
            this.size = size;
            this.tally = tally;
            this.warnings = warnings;
        }

        boolean end() {
            boolean ended = open.compareAndSet(true, false);
            if (ended) {
                tally.closed(size);
            }
            return ended;
        }

        @Override
        public void run() {
            boolean dropped = end();
            tally.reclaimed();
            if (dropped) {
                tally.dropped(name, size, warnings);
            }
        }
    }
}
