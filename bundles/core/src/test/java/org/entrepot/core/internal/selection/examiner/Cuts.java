package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Segment;

/** How runs of addresses are cut into what a device takes. */
final class Cuts {
    private Cuts() {}

    /**
     * The fewest segments of a run that keep the limits all by themselves: each in reach, begun at a multiple, no longer than the
     * longest and across no boundary. Empty if there are none such.
     */
    static List<Segment> of(long start, long bytes, List<Constraints> says) {
        List<Segment> segments = new ArrayList<>();
        for (long done = 0; done < bytes; ) {
            long at = start + done;
            long length = longest(at, bytes - done, says);
            if (length == 0) {
                return List.of();
            }
            segments.add(new Segment(at, length));
            done += length;
        }
        return segments;
    }

    /** The longest segment at an address behind which another can begin; 0 if there is none. */
    private static long longest(long at, long rest, List<Constraints> says) {
        long found = 0;
        if (!begins(at, says)) {
            return 0;
        }
        for (long length = World.PAGE; length <= rest && mayBe(at, length, says); length += World.PAGE) {
            if (length == rest || begins(at + length, says)) {
                found = length;
            }
        }
        return found;
    }

    private static boolean begins(long at, List<Constraints> says) {
        for (Constraints limits : says) {
            if (at % limits.addressAlignment() != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayBe(long at, long length, List<Constraints> says) {
        for (Constraints limits : says) {
            if (!mayBe(at, length, limits)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there can be such a segment; pages before its last one were looked at when it was shorter. */
    private static boolean mayBe(long at, long length, Constraints limits) {
        long last = at + length - 1;
        long boundary = limits.segmentBoundary();
        return length <= limits.maxSegmentSize()
                && (last & ~limits.addressMask()) == 0
                && (boundary == 0 || at / boundary == last / boundary);
    }

    /** How many segments are taken at most. */
    static long most(List<Constraints> says) {
        return says.stream().mapToLong(Constraints::maxSegments).min().orElse(Integer.MAX_VALUE);
    }
}
