package org.entrepot.core.internal.selection;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImagePadding;
import org.entrepot.api.PixelFormat;

/** The constraints of several participants merged field by field, as sysmem does: masks and limits by minimum, alignments by LCM. */
final class Demands {
    private static final int WIDEST_SAMPLE = 4;

    private Demands() {}

    /** What memory must respect to suit everyone, each behind its mapper. */
    static Constraints merge(List<Participant> participants) {
        Constraints merged = Constraints.NONE;
        for (Participant participant : participants) {
            merged = merged.merge(participant.needs());
        }
        return merged;
    }

    /** What suits all of these. */
    static Constraints merged(List<Constraints> needs) {
        Constraints merged = Constraints.NONE;
        for (Constraints each : needs) {
            merged = merged.merge(each);
        }
        return merged;
    }

    /**
     * What is put beside an image's pixels to suit every participant itself: no mapper lifts what concerns pixels.
     *
     * @param width of the image
     * @param format of its pixels
     * @throws ArithmeticException if alignments have no common multiple that an image could have
     */
    static ImagePadding padding(List<Participant> participants, int width, PixelFormat format) {
        long stride = 1;
        long offset = 1;
        long height = 1;
        int rows = 0;
        long bytes = 0;
        long columns = 0;
        for (Participant participant : participants) {
            Constraints own = participant.constraints();
            stride = lcm(stride, strideAlignment(participant));
            offset = lcm(offset, own.offsetAlignment());
            height = lcm(height, heightAlignment(participant));
            rows = Math.max(rows, participant.orientation().swapsAxes() ? 0 : own.paddingRows());
            columns = Math.max(columns, participant.orientation().swapsAxes() ? own.paddingRows() : 0);
            bytes = Math.max(bytes, own.paddingBytes());
        }
        if (columns > 0) {
            stride = wideEnough(stride, (width + columns) * format.sampleBytes(0));
        }
        return new ImagePadding(Math.toIntExact(stride), lcm(offset, stride), Math.toIntExact(height), rows, bytes);
    }

    /** A multiple of an alignment that holds columns behind the image, which are rows to who turns it. */
    private static long wideEnough(long alignment, long least) {
        return Math.multiplyExact(alignment, (least - 1) / alignment + 1);
    }

    /**
     * A participant that sees columns as rows needs as many columns as it else would rows, in whole samples; whole samples needs
     * also one that goes through them from the last to the first.
     */
    private static long strideAlignment(Participant participant) {
        Constraints own = participant.constraints();
        if (participant.orientation().swapsAxes()) {
            return Math.multiplyExact((long) own.heightAlignment(), WIDEST_SAMPLE);
        }
        return participant.orientation().reversesColumns()
                ? lcm(own.strideAlignment(), WIDEST_SAMPLE)
                : own.strideAlignment();
    }

    /** A participant that sees rows as columns finds them at the pitch of the memory's own view, whatever their number. */
    private static long heightAlignment(Participant participant) {
        return participant.orientation().swapsAxes()
                ? 1
                : participant.constraints().heightAlignment();
    }

    static long lcm(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return Math.multiplyExact(a / x, b);
    }
}
