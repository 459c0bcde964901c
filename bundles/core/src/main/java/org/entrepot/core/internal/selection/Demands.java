package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.ToIntFunction;
import org.entrepot.api.Constraints;

/** The constraints of several participants merged field by field, as sysmem does: masks and limits by minimum, alignments by LCM. */
final class Demands {
    private static final int WIDEST_SAMPLE = 4;

    private Demands() {}

    /** What memory must respect to suit everyone. */
    static Constraints merge(List<Participant> participants) {
        return participants.stream().map(Participant::needs).reduce(Constraints.NONE, Constraints::merge);
    }

    /**
     * The stride alignment that suits every device itself: no mapper lifts what concerns pixels. A device that sees columns as
     * rows needs as many columns as it else would rows, in whole samples; whole samples needs also one that goes through them
     * from the last to the first.
     */
    static int strideAlignment(List<Participant> participants) {
        return fold(participants, p -> {
            Constraints own = p.device().constraints();
            if (p.orientation().swapsAxes()) {
                return Math.multiplyExact(own.heightAlignment(), WIDEST_SAMPLE);
            }
            return p.orientation().reversesColumns()
                    ? Math.toIntExact(lcm(own.strideAlignment(), WIDEST_SAMPLE))
                    : own.strideAlignment();
        });
    }

    /**
     * The height alignment that suits every device itself. A device that sees rows as columns finds them at the pitch of the
     * memory's own view, whatever their number.
     */
    static int heightAlignment(List<Participant> participants) {
        return fold(
                participants,
                p -> p.orientation().swapsAxes() ? 1 : p.device().constraints().heightAlignment());
    }

    private static int fold(List<Participant> participants, ToIntFunction<Participant> field) {
        BinaryOperator<Integer> lcm = (a, b) -> Math.toIntExact(lcm((long) a, (long) b));
        return participants.stream().map(field::applyAsInt).reduce(1, lcm);
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
