package org.entrepot.core.internal.buffer;

import java.util.List;
import org.entrepot.api.Segment;

/** How many base addresses a device programs that steps from row to row by itself. */
final class Rows {
    private Rows() {}

    /**
     * Counts runs of segments that are equally long and equally far apart.
     *
     * @param pitch the longest distance between the starts of two rows that the device spans
     * @param bytes that the device looks at: segments behind them do not count
     */
    static long runs(List<Segment> segments, long pitch, long bytes) {
        long runs = 0;
        long distance = 0;
        long position = 0;
        for (int i = 0; i < segments.size() && position < bytes; i++) {
            Segment here = segments.get(i);
            Segment before = i == 0 ? here : segments.get(i - 1);
            long step = here.address() - before.address();
            boolean row = i > 0
                    && here.length() == before.length()
                    && Math.abs(step) <= pitch
                    && (distance == 0 || step == distance);
            distance = row ? step : 0;
            runs += row ? 0 : 1;
            position += here.length();
        }
        return runs;
    }
}
