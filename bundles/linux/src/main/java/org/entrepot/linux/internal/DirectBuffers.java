package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.DmaBufs;
import org.entrepot.linux.MemoryFiles.Form;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.MemoryRegion;

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
        ByteBuffer view = buffer(bytes);
        Charge charge = charge(view, tally.file(name, bytes));
        return new DirectFile(view, charge::end);
    }

    @Override
    public MemoryRegion region(String name, long bytes) {
        return new DirectRegion(this, name, bytes);
    }

    @Override
    public DmaBufs dmaBufs() {
        return new DmaBufs(0, "DMA-BUFs are made of memory files, and here " + reason);
    }

    @Override
    public DmaBufFile dmaBuf(String name, List<Part> parts) {
        throw new EntrepotException(
                Reason.UNSUPPORTED,
                "memory files become DMA-BUFs: name=" + name + "; " + dmaBufs().reason());
    }

    @Override
    public HugePages hugePages() {
        return new HugePages(0, 0);
    }

    @Override
    public MemoryFile createHuge(String name, long bytes) {
        throw noHugePages(bytes);
    }

    @Override
    public MemoryRegion hugeRegion(String name, long bytes) {
        throw noHugePages(bytes);
    }

    @Override
    public boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        return false;
    }

    /** The JVM wrote zeros to all of it. */
    @Override
    public void prepare(ByteBuffer target, int bytes) {}

    private EntrepotException noHugePages(long bytes) {
        return new EntrepotException(
                Reason.UNSUPPORTED,
                "huge pages are in memory files: bytes=" + bytes + ", and here " + reason + "; use ordinary pages");
    }

    /** Counts a region as long as it is open. */
    Charge charge(DirectRegion region, String name, long bytes) {
        return charge(region, tally.file(name, bytes));
    }

    /** Counts the bytes of a window as long as it is open. */
    Charge charge(ByteBuffer view, String name) {
        return charge(view, tally.window(name, view.capacity()));
    }

    private Charge charge(Object counted, Tally.Entry entry) {
        Charge charge = new Charge(entry, warnings);
        cleaner.register(counted, charge);
        return charge;
    }

    /**
     * Zeros.
     *
     * @throws EntrepotException with {@link Reason#OUT_OF_MEMORY} if the JVM has no more
     */
    static ByteBuffer buffer(long bytes) {
        try {
            return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "the JVM has direct memory: bytes=" + bytes + "; release buffers, or raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    /**
     * A file, or the window of a region.
     *
     * @param view of its bytes
     * @param end closes it, once or more often
     */
    record DirectFile(ByteBuffer view, Runnable end) implements MemoryFile {
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
            end.run();
        }
    }

    /** What is counted, apart from what it is counted for, so that it ends when that can no longer be reached. */
    static final class Charge implements Runnable {
        private final Tally.Entry entry;
        private final Consumer<String> warnings;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Charge(Tally.Entry entry, Consumer<String> warnings) {
            this.entry = entry;
            this.warnings = warnings;
        }

        boolean isOpen() {
            return open.get();
        }

        /** Ends it; true for the call that did. */
        boolean end() {
            boolean ended = open.compareAndSet(true, false);
            if (ended) {
                entry.closed();
            }
            return ended;
        }

        @Override
        public void run() {
            boolean dropped = end();
            entry.reclaimed();
            if (dropped) {
                entry.dropped(warnings);
            }
        }
    }
}
