package org.entrepot.emulation.internal.mapper;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * Where memory is, for the mappers of the emulated machine: at page frames, or, for memory that has none, at the address that a
 * device of the physical bus has for it ({@code dma_map_resource}).
 */
final class PhysicalRuns {
    private PhysicalRuns() {}

    /** Whether a cookie tells a place in this machine. */
    static Match match(MemoryCookie cookie) {
        return cookie instanceof MemoryCookie.Pages || isPhysical(cookie) ? Match.YES : Match.TRY_NEXT;
    }

    private static boolean isPhysical(MemoryCookie cookie) {
        return cookie instanceof MemoryCookie.DeviceAddress there
                && there.bus().equals(EmulatedBus.DIRECT)
                && there.address() % PageFrames.PAGE_SIZE == 0
                && there.bytes() % PageFrames.PAGE_SIZE == 0;
    }

    /** The place, of exactly the memory's size. */
    static List<PageRun> of(MapRequest request, String mapper) {
        if (request.cookie() instanceof MemoryCookie.Pages pages && pages.bytes() == request.bytes()) {
            return pages.runs();
        }
        if (isPhysical(request.cookie())
                && request.cookie() instanceof MemoryCookie.DeviceAddress there
                && there.bytes() == request.bytes()) {
            return List.of(
                    new PageRun(there.address() >>> PageFrames.PAGE_SHIFT, there.bytes() >> PageFrames.PAGE_SHIFT));
        }
        throw new EntrepotException(
                Reason.REFUSED,
                "a mapper of the emulated bus takes whole pages of the memory's size: mapper=" + mapper + " type="
                        + request.cookie().type() + " bytes=" + request.bytes() + "; see dma:devices");
    }
}
