package org.entrepot.linux.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.PageFrames;

/**
 * The addresses by which one device's mappings are told apart: the first that are free, in what the device reaches, with a page between
 * any two. Not for use by several threads.
 *
 * @param <T> what is at an address
 */
final class DriverAddresses<T> {
    private final TreeMap<Long, Taken<T>> taken = new TreeMap<>(Long::compareUnsigned);

    private record Taken<T>(long last, T what) {}

    /**
     * What is at an address.
     *
     * @param what was put there
     * @param offset of the address in it
     */
    record Found<T>(T what, long offset) {}

    /**
     * Takes addresses.
     *
     * @return segments as the device takes them
     * @throws EntrepotException with {@link Reason#REFUSED} if no addresses keep the limits of the device, with {@link
     *     Reason#OUT_OF_MEMORY} if all that do are taken
     */
    List<Segment> take(MapRequest request, T what) {
        long start = free(request);
        List<Segment> segments = cut(request, start);
        taken.put(start, new Taken<>(start + request.bytes() - 1, what));
        return segments;
    }

    private long free(MapRequest request) {
        long step =
                Math.max(PageFrames.PAGE_SIZE, leastPages(request.constraints().addressAlignment()));
        long start = step;
        for (Map.Entry<Long, Taken<T>> each : taken.entrySet()) {
            if (Long.compareUnsigned(start + request.bytes(), each.getKey()) < 0) {
                break;
            }
            long behind = each.getValue().last() + 1 + PageFrames.PAGE_SIZE;
            start = Long.divideUnsigned(behind + step - 1, step) * step;
        }
        checkReach(request, start);
        return start;
    }

    /** The least multiple of an alignment that is whole pages. */
    private static long leastPages(long alignment) {
        long pages = alignment;
        while (pages % PageFrames.PAGE_SIZE != 0) {
            pages = Math.addExact(pages, pages);
        }
        return pages;
    }

    private void checkReach(MapRequest request, long start) {
        Constraints limits = request.constraints();
        if (!limits.reaches(start, start + request.bytes() - 1)) {
            throw new EntrepotException(
                    taken.isEmpty() ? Reason.REFUSED : Reason.OUT_OF_MEMORY,
                    "a mapping is within the device's reach: device="
                            + request.device().name() + " bytes=" + request.bytes() + " reach=" + limits.reach()
                            + " mapped=" + taken.size() + "; unmap what is not needed, or map less");
        }
    }

    private static List<Segment> cut(MapRequest request, long start) {
        Constraints limits = request.constraints();
        List<Segment> segments = new ArrayList<>();
        long address = start;
        long left = request.bytes();
        while (left > 0 && segments.size() <= limits.maxSegments()) {
            Segment next = new Segment(address, limits.segment(address, left));
            segments.add(next);
            address += next.length();
            left -= next.length();
        }
        boolean aligned = segments.stream()
                .allMatch(each -> Long.remainderUnsigned(each.address(), limits.addressAlignment()) == 0);
        if (segments.size() > limits.maxSegments() || !aligned) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a mapping has segments as the device takes them: device="
                            + request.device().name() + " bytes=" + request.bytes() + " maxSegments="
                            + limits.maxSegments() + " addressAlignment=" + limits.addressAlignment()
                            + "; see dma:devices for its limits");
        }
        return List.copyOf(segments);
    }

    /** What is at an address, the first of it or any other. */
    Optional<Found<T>> at(long address) {
        Map.Entry<Long, Taken<T>> before = taken.floorEntry(address);
        return before != null && Long.compareUnsigned(address, before.getValue().last()) <= 0
                ? Optional.of(new Found<>(before.getValue().what(), address - before.getKey()))
                : Optional.empty();
    }

    /** Gives addresses back. */
    void give(long first) {
        taken.remove(first);
    }
}
