package org.entrepot.emulation.internal.mapper;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.MemoryCookie;

/** The mappers of the emulated bus take page frames, of exactly the memory's size. */
final class PagesOnly {
    private PagesOnly() {}

    static MemoryCookie.Pages of(MapRequest request, String mapper) {
        if (request.cookie() instanceof MemoryCookie.Pages pages && pages.bytes() == request.bytes()) {
            return pages;
        }
        throw new EntrepotException(
                Reason.REFUSED,
                "a mapper of the emulated bus takes page frames of the memory's size: mapper=" + mapper + " type="
                        + request.cookie().type() + " bytes=" + request.bytes() + "; see dma:devices");
    }
}
