package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Segment;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;

/** Where memory is, as far as its cookies tell. */
final class Places {
    private Places() {}

    /** The runs of addresses, in the order of the bytes, neighbours that touch made one; nothing if no cookie tells. */
    static Optional<List<Segment>> of(ExportedMemory memory) {
        return memory.cookies().stream()
                .map(Places::of)
                .flatMap(Optional::stream)
                .findFirst()
                .map(Places::merged);
    }

    /** The runs of addresses that a cookie tells, as it tells them. */
    static Optional<List<Segment>> of(MemoryCookie cookie) {
        if (cookie instanceof MemoryCookie.Pages pages) {
            return Optional.of(pages.runs().stream()
                    .map(run -> new Segment(run.address(), run.bytes()))
                    .toList());
        }
        return cookie instanceof MemoryCookie.DeviceAddress there
                ? Optional.of(List.of(new Segment(there.address(), there.bytes())))
                : Optional.empty();
    }

    /** The bytes of all segments. */
    static long bytes(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::length).reduce(0, Math::addExact);
    }

    /** Two of the segments that share an address, as words; nothing if none do. */
    static Optional<String> overlap(List<Segment> segments) {
        List<Segment> sorted = new ArrayList<>(segments);
        sorted.sort(Comparator.comparing(Segment::address, Long::compareUnsigned));
        for (int i = 1; i < sorted.size(); i++) {
            if (Long.compareUnsigned(sorted.get(i).address(), sorted.get(i - 1).lastAddress()) <= 0) {
                return Optional.of(sorted.get(i - 1) + " and " + sorted.get(i));
            }
        }
        return Optional.empty();
    }

    /** Segments with neighbours that touch made one. */
    static List<Segment> merged(List<Segment> segments) {
        List<Segment> merged = new ArrayList<>();
        for (Segment next : segments) {
            Segment last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.lastAddress() + 1 == next.address()) {
                merged.set(merged.size() - 1, new Segment(last.address(), last.length() + next.length()));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }
}
