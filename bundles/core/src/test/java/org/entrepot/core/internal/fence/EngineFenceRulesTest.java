package org.entrepot.core.internal.fence;

import org.entrepot.conformance.FenceContract;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.junit.jupiter.api.AfterEach;

/** The engine's own fences. */
class EngineFenceRulesTest extends FenceContract {
    private final FenceKeeper keeper = new FenceKeeper(failure -> {});
    private final BundleFences fences = new BundleFences(keeper, "rules");
    private long buffers;

    @AfterEach
    void close() {
        fences.close();
        keeper.close();
    }

    @Override
    protected Fences fences() {
        return fences;
    }

    @Override
    protected Reservation reservation() {
        buffers++;
        return new BufferReservation(buffers, keeper.combining());
    }

    @Override
    protected void stop() {
        fences.close();
    }
}
