package org.entrepot.torture.load;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.entrepot.api.Backing;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;

/** What two parties negotiate, and use by references of their own. */
final class SharedWork {
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Workplace workplace;
    private final SplittableRandom random;

    SharedWork(Workplace workplace, SplittableRandom random) {
        this.workplace = workplace;
        this.random = random;
    }

    /** One writes all buffers, the other sees it. */
    void negotiate() {
        Kind kind = Kind.any(random);
        long bytes = 4096L * (1 + random.nextInt(8));
        int each = 1 + random.nextInt(3);
        try (BufferCollection collection = workplace.allocator().collection(kind.request(bytes, Backing.AT_ONCE));
                Seat writer = collection.join("writer");
                Seat reader = collection.join("reader")) {
            writer.state(camping(each));
            reader.state(camping(each));
            workplace.take(kind, () -> collection.allocate(SHORT)).ifPresent(count -> share(writer, reader, count));
        }
    }

    private static Statement camping(int buffers) {
        return Statement.builder().counts(new BufferCounts(buffers, 0, 0)).build();
    }

    private void share(Seat writer, Seat reader, int count) {
        List<DmaBuf> written = writer.buffers(SHORT);
        List<DmaBuf> read = reader.buffers(SHORT);
        for (int i = 0; i < count; i++) {
            Pattern pattern = workplace.newPattern();
            workplace.cpu().write(written.get(i), pattern);
            workplace.accept(new Parcel(read.get(i), pattern, "number " + i + " of a collection"));
        }
    }
}
