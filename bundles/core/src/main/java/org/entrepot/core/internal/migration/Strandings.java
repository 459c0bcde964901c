package org.entrepot.core.internal.migration;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.buffer.Relocation;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.roster.Backend;

/** The buffers that were told of as stranded: each stranding is told once, and so is its end. */
final class Strandings {
    private final Buffers buffers;
    private final Consumer<Notice> notices;
    /** By number, and where: who moves on and is stranded again is told again. */
    private final Map<Long, Backend> told = new ConcurrentHashMap<>();

    Strandings(Buffers buffers, Consumer<Notice> notices) {
        this.buffers = buffers;
        this.notices = notices;
    }

    /** A buffer stays in memory of an exporter that does not serve, or has it no longer. */
    void stays(Buffer buffer, Backend backend, Relocation why) {
        if (told.put(buffer.id(), backend) != backend) {
            notices.accept(
                    new Notice.BufferStranded(buffer.id(), buffer.name(), why.bytes(), backend.name(), why.why()));
        }
    }

    /** A buffer is at home with an exporter that came. */
    void adopted(Buffer buffer, Backend newcomer) {
        told.remove(buffer.id());
        notices.accept(new Notice.BufferAdopted(buffer.id(), buffer.name(), newcomer.name()));
    }

    boolean isTold(Buffer buffer) {
        return told.containsKey(buffer.id());
    }

    boolean isEmpty() {
        return told.isEmpty();
    }

    /** Forgets those that ended, moved, or are at home again, and tells of the last. */
    void review() {
        told.forEach((id, backend) -> {
            Optional<Buffer> open = buffers.find(id);
            if (open.filter(buffers::isStranded).isEmpty() && told.remove(id, backend)) {
                open.filter(buffer -> buffers.isOf(buffer, backend)).ifPresent(home -> adopted(home, backend));
            }
        });
    }
}
