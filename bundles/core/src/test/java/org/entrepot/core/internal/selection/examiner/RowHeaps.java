package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Plane;
import org.entrepot.core.internal.selection.examiner.World.Heap;

/** Heaps in which the rows of an image lie at a pitch of the heap's own. */
final class RowHeaps {
    private RowHeaps() {}

    /**
     * Whether rows find a place. Where exactly they lie only the heap knows, which is asked for each device whether it could show
     * them; so it is enough that all reach some page.
     */
    static boolean have(Heap heap, List<Party> lookers, ImageLayout image) {
        List<List<Constraints>> says = lookers.stream().map(Party::says).toList();
        return new Places(heap, says).canAlign()
                && isInReach(heap, says)
                && lookers.stream().allMatch(looker -> takes(looker, image));
    }

    private static boolean isInReach(Heap heap, List<List<Constraints>> says) {
        for (long page = heap.place().lowest(); page < heap.place().highest(); page += World.PAGE) {
            long last = page + World.PAGE - 1;
            if (says.stream().flatMap(List::stream).allMatch(limits -> (last & ~limits.addressMask()) == 0)) {
                return true;
            }
        }
        return false;
    }

    /** A device that spans the pitch takes a plane as one segment, and each plane has its own; another takes each row as one. */
    private static boolean takes(Party looker, ImageLayout image) {
        long spanned =
                looker.says().stream().mapToLong(Constraints::rowPitch).min().orElse(0);
        long rows = image.seen(looker.orientation()).planes().stream()
                .mapToLong(Plane::rows)
                .sum();
        return spanned >= Heap.PITCH || rows <= Cuts.most(looker.says());
    }
}
