package org.entrepot.console.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.entrepot.api.BufferCounts;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.CollectionStatus.ParticipantStatus;

/** Draws collections of buffers, and who is seated at them. */
final class CollectionDrawing {
    private CollectionDrawing() {}

    static String text(List<CollectionStatus> collections) {
        Table table =
                new Table("COLLECTION>", "NAME", "STATE", "OWNER", "SEATED>", "SILENT>", "BUFFERS", "FAILED BECAUSE");
        Table seats = new Table("COLLECTION>", "PARTICIPANT", "ANSWER", "CAMPING>", "DEDICATED>", "SHARED>", "BUNDLE");
        for (CollectionStatus collection : collections) {
            table.row(
                    collection.id(),
                    collection.name(),
                    collection.state().name().toLowerCase(Locale.ROOT),
                    collection.bundle(),
                    collection.participants().size(),
                    collection.silent().size(),
                    buffers(collection.buffers()),
                    collection.failure().orElse("-"));
            collection.participants().forEach(participant -> seat(seats, collection.id(), participant));
        }
        if (table.isEmpty()) {
            return "no collection is open";
        }
        return table + "\n\n" + seats.orElse("nobody is seated");
    }

    private static void seat(Table seats, long collection, ParticipantStatus participant) {
        BufferCounts counts = participant.counts().orElse(BufferCounts.NONE);
        boolean stated = participant.counts().isPresent();
        seats.row(
                collection,
                participant.participant(),
                stated ? "stated" : "silent for " + participant.seated().toMillis() + " ms",
                stated ? counts.camping() : "-",
                stated ? counts.dedicatedSlack() : "-",
                stated ? counts.sharedSlack() : "-",
                participant.bundle());
    }

    /** Numbers that follow each other as one range. */
    private static String buffers(List<Long> ids) {
        if (ids.isEmpty()) {
            return "-";
        }
        long first = ids.get(0);
        long last = ids.get(ids.size() - 1);
        boolean inOneGo = ids.size() > 2 && last - first == ids.size() - 1L;
        return inOneGo ? first + "-" + last : ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
