package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.api.Counter;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.BufferMoved;

/** The moves of all buffers: each is counted and told, for a copy is never silent. */
public final class Moves {
    private final Consumer<Notice> told;
    private final LongAdder happened = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * None yet.
     *
     * @param told of each that happened, under the buffer's reservation: quick
     */
    Moves(Consumer<Notice> told) {
        this.told = told;
    }

    void happened(BufferMoved move) {
        happened.increment();
        bytes.add(move.bytes());
        told.accept(move);
    }

    void refused() {
        refused.increment();
    }

    /** The counts, for operators. */
    public List<Counter> counters() {
        return List.of(
                new Counter("moves", happened.sum(), "times", "buffers that moved to other memory"),
                new Counter("moved bytes", bytes.sum(), "bytes", "copied by those moves"),
                new Counter("refused moves", refused.sum(), "times", "devices that joined and could not be served"));
    }
}
