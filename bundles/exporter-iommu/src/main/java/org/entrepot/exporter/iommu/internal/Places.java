package org.entrepot.exporter.iommu.internal;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * Where memory is, as an I/O MMU needs it: at page frames, or, for memory that has none, at the address of a device of the
 * physical bus ({@code iommu_dma_map_resource}).
 */
final class Places {
    private Places() {}

    /** Whether a cookie tells a place behind this I/O MMU. */
    static Match match(MemoryCookie cookie) {
        return cookie instanceof MemoryCookie.Pages || isPhysical(cookie) ? Match.YES : Match.TRY_NEXT;
    }

    private static boolean isPhysical(MemoryCookie cookie) {
        return cookie instanceof MemoryCookie.DeviceAddress there
                && there.bus().equals(DeviceBus.DIRECT)
                && ((there.address() | there.bytes()) & (PageFrames.PAGE_SIZE - 1)) == 0;
    }

    /**
     * The place of exactly the memory that is to be mapped.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} if the cookie tells none
     */
    static List<PageRun> of(MapRequest request, String mapper) {
        MemoryCookie cookie = request.cookie();
        if (cookie instanceof MemoryCookie.Pages pages && pages.bytes() == request.bytes()) {
            return pages.runs();
        }
        if (cookie instanceof MemoryCookie.DeviceAddress there
                && isPhysical(there)
                && there.bytes() == request.bytes()) {
            return List.of(
                    new PageRun(there.address() >>> PageFrames.PAGE_SHIFT, there.bytes() >> PageFrames.PAGE_SHIFT));
        }
        throw new EntrepotException(
                Reason.REFUSED,
                "an I/O MMU shows whole pages of the memory's size: mapper=" + mapper + " type=" + cookie.type()
                        + " bytes=" + request.bytes() + "; see dma:devices");
    }
}
