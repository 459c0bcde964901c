package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.SpareMemory;

/** A sealed file of the kernel that nobody sees. */
final class SpareMemfd implements SpareMemory {
    private final Mappings mappings;
    private final Held held;

    private SpareMemfd(Mappings mappings, Held held) {
        this.mappings = mappings;
        this.held = held;
    }

    static SpareMemfd of(Mappings mappings, Held held, Cleaner cleaner) {
        SpareMemfd spare = new SpareMemfd(mappings, held);
        cleaner.register(spare, held);
        return spare;
    }

    @Override
    public long size() {
        return held.bytes;
    }

    @Override
    public MemoryFile renew() {
        if (!held.open.compareAndSet(true, false)) {
            throw new IllegalStateException(
                    "a spare is renewed once, and not when it is closed: name=" + held.entry.name());
        }
        try {
            MemoryFile file = held.mapped(mappings);
            held.entry.ended();
            SparseBytes.fillZero(file.view(), 0, file.view().capacity());
            return file;
        } catch (EntrepotException e) {
            held.open.set(true);
            throw e;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        try {
            held.end();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The descriptor, apart from the spare, so that it is closed when nobody can reach that. */
    static final class Held implements Runnable {
        private final int fd;
        private final long bytes;
        private final boolean shared;
        private final Tally.Entry entry;
        private final Consumer<String> warnings;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Held(int fd, long bytes, boolean shared, Tally.Entry entry, Consumer<String> warnings) {
            this.fd = fd;
            this.bytes = bytes;
            this.shared = shared;
            this.entry = entry;
            this.warnings = warnings;
        }

        private MemoryFile mapped(Mappings mappings) {
            return shared
                    ? mappings.file(entry.name(), fd, bytes, SysMman.MAP_POPULATE)
                    : mappings.unsharedFile(entry.name(), fd, bytes, SysMman.MAP_POPULATE);
        }

        private boolean end() {
            boolean ended = open.compareAndSet(true, false);
            if (ended) {
                if (Unistd.close(fd) < 0) {
                    warnings.accept(Errno.failure("close(" + entry.name() + ")").toString());
                }
                entry.ended();
            }
            return ended;
        }

        @Override
        public void run() {
            if (end()) {
                entry.dropped(warnings);
            }
        }
    }
}
