package org.entrepot.core.internal.collection;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.entrepot.api.Statement.DeviceUse;

/**
 * What everybody stated, as one request for each buffer, so that the selection knows nothing of participants; and how many buffers.
 * Equal statements give equal requests, in whatever order they were made.
 *
 * @param request for each buffer
 * @param buffers how many, at least one
 */
record MergedNeeds(AllocationRequest request, int buffers) {
    /**
     * Merges.
     *
     * @param opener what the opener asked for
     * @param stated what the participants stated, by their names
     * @throws EntrepotException with {@link Reason#REFUSED} if two see a device's image in two orientations, with
     *     {@link Reason#LIMIT} if there are too many buffers
     */
    static MergedNeeds of(AllocationRequest opener, SortedMap<String, Statement> stated) {
        AllocationRequestBuilder merged = opener.toBuilder();
        CpuUse cpuUse = opener.cpuUse();
        Devices devices = new Devices(opener);
        for (Map.Entry<String, Statement> entry : stated.entrySet()) {
            Statement statement = entry.getValue();
            statement.devices().forEach(use -> devices.add(entry.getKey(), use, merged));
            cpuUse = cpuUse.plus(statement.cpuUse());
            if (!statement.constraints().equals(Constraints.NONE)
                    || !statement.alternatives().isEmpty()) {
                merged.needs(
                        entry.getKey(),
                        statement.constraints(),
                        statement.alternatives().toArray(AlternativeGroup[]::new));
            }
        }
        return new MergedNeeds(merged.cpuUse(cpuUse).build(), Math.max(1, total(stated)));
    }

    private static int total(SortedMap<String, Statement> stated) {
        BufferCounts sum = BufferCounts.NONE;
        for (Map.Entry<String, Statement> entry : stated.entrySet()) {
            BufferCounts more = entry.getValue().counts();
            checkRoom(entry.getKey(), sum, more);
            sum = sum.plus(more);
        }
        return sum.total();
    }

    private static void checkRoom(String participant, BufferCounts sum, BufferCounts more) {
        int own = sum.camping() + sum.dedicatedSlack() + more.camping() + more.dedicatedSlack();
        int total = own + Math.max(sum.sharedSlack(), more.sharedSlack());
        if (total > BufferCollection.MOST_BUFFERS) {
            throw new EntrepotException(
                    Reason.LIMIT,
                    "a collection has at most " + BufferCollection.MOST_BUFFERS + " buffers: buffers=" + total
                            + " with participant=" + participant
                            + "; state smaller counts, or open another collection");
        }
    }

    /** How each device sees the image, who said so first, and what all do with it. */
    private static final class Devices {
        private final Map<String, Said> said = new HashMap<>();

        private record Said(String by, Orientation orientation, Direction use) {}

        Devices(AllocationRequest opener) {
            opener.devices()
                    .forEach(device ->
                            said.put(device, new Said("the opener", opener.orientation(device), opener.use(device))));
        }

        void add(String participant, DeviceUse use, AllocationRequestBuilder merged) {
            Said before = said.get(use.device());
            if (before != null && before.orientation() != use.orientation()) {
                throw new EntrepotException(
                        Reason.REFUSED,
                        "a device sees the image of a collection in one orientation: device=" + use.device() + " "
                                + participant + " wants " + use.orientation() + ", " + before.by() + " wants "
                                + before.orientation() + "; agree on one, or open another collection");
            }
            Direction both = before == null ? use.use() : before.use().plus(use.use());
            String by = before == null ? participant : before.by();
            said.put(use.device(), new Said(by, use.orientation(), both));
            merged.device(use.device(), use.orientation()).use(use.device(), both);
        }
    }
}
