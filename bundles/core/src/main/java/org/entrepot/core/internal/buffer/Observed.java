package org.entrepot.core.internal.buffer;

import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.roster.Roster;
import org.jspecify.annotations.Nullable;

/** A buffer as an operator sees it. */
final class Observed {
    private Observed() {}

    /**
     * What is to be seen of a buffer at one moment.
     *
     * @param now where it is; null before the first use
     * @param roster which knows who serves
     * @param references how many there are
     */
    static BufferStatus of(Buffer buffer, @Nullable Placement now, Roster roster, int references) {
        return new BufferStatus(
                buffer.id(),
                buffer.request().name(),
                buffer.size(),
                buffer.layout(),
                Placement.exporterOf(now),
                now == null ? BufferStatus.Placement.NOWHERE : now.status(roster),
                buffer.owner().bundle(),
                references,
                buffer.moves(),
                buffer.attachments(),
                buffer.site());
    }
}
